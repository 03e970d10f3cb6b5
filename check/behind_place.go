package check

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"handoff/wrapper"
)

// A checkout is the project's folder, whose code is run in place of what the
// wheel installed.
type checkout struct {
	project string
	cwd     string // the working directory; "" for the host's own
}

// folders are where its packages may lie, first to last.
func (c *checkout) folders() []string {
	return []string{filepath.Join(c.project, "src"), c.project}
}

// roots are its packages and modules, which are the authors'.
func (c *checkout) roots(s *source) (roots []string) {
	for _, m := range s.facts {
		for _, dir := range c.folders() {
			for _, name := range []string{topOf(m.Name), topOf(m.Name) + ".py"} {
				path := filepath.Join(dir, name)
				if _, err := os.Stat(path); err == nil && !slices.Contains(roots, path) {
					roots = append(roots, path)
				}
			}
		}
	}
	return roots
}

// roots are the folders and files of the authors' code that is run.
func (s *subject) roots() []string {
	if s.checkout != nil {
		return s.checkout.roots(s.source)
	}
	return s.env.Roots
}

// place has a host that was just started run the checkout's code.
func (c *checkout) place(ctx context.Context, host scripter) error {
	var done struct{}
	return run(ctx, host, map[string]any{"folders": c.folders(), "cwd": c.cwd}, &done, "inplace")
}

// holds tells whether a file lies in the checkout.
func (c *checkout) holds(file string) bool {
	return c != nil && strings.HasPrefix(file, c.project+string(filepath.Separator))
}

// missesFile tells whether an exception may be for what the wheel lacks, or
// for the working directory.
func (s *subject) missesFile(raised *wrapper.Exception) bool {
	return slices.Contains([]string{"ModuleNotFoundError", "ImportError", "FileNotFoundError", "NotADirectoryError"}, raised.Type) || s.relativePathIn(raised) != ""
}

// fromCheckout loads the model with the checkout's code, in a working
// directory of its own if that may do, or else in the checkout. It gives what
// was done, nil where the model does not load there either.
func (s *subject) fromCheckout(ctx context.Context, raised *wrapper.Exception) (*workaround, error) {
	if isWheel(s.project) || s.checkout != nil {
		return nil, nil
	}
	if works, err := s.loadsInPlace(ctx); !works || err != nil {
		return nil, err
	}
	if s.relativePathIn(raised) == "" {
		s.checkout = &checkout{project: s.project}
		if err := s.reloaded(ctx); err != nil || s.loadErr == nil {
			return &workaround{says: "the code of the checkout was run in place of the wheel's"}, err
		}
	}
	s.checkout = &checkout{s.project, s.project}
	return &workaround{says: "the model was run from its checkout"}, s.reloaded(ctx)
}

// leaveCheckout loads the model from its wheel again.
func (s *subject) leaveCheckout(ctx context.Context) error {
	if s.checkout == nil {
		return nil
	}
	s.checkout = nil
	return s.reloaded(ctx)
}
