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
// directory of its own if that may do, or else in the checkout, and keeps it.
func (s *subject) fromCheckout(ctx context.Context, raised *wrapper.Exception) (bool, error) {
	if isWheel(s.project) || s.checkout != nil {
		return false, nil
	}
	if works, err := s.loadsInPlace(ctx); !works || err != nil {
		return false, err
	}
	ways := []struct{ cwd, says string }{
		{"", "the code of the checkout was run in place of the wheel's"},
		{s.project, "the model was run from its checkout"},
	}
	if s.relativePathIn(raised) != "" {
		ways = ways[1:]
	}
	for _, in := range ways {
		s.checkout = &checkout{s.project, in.cwd}
		host, failed, err := s.another(ctx, reloading{change: func(_ *wrapper.Config, spec *wrapper.Spec) { spec.Observe = true }})
		if err == nil && failed == nil {
			s.model.Close()
			s.model, s.loadErr = host, nil
			s.around = append(s.around, &workaround{says: in.says})
			return true, nil
		}
		s.checkout = nil
		if err != nil {
			return false, err
		}
		host.Close()
	}
	return false, nil
}
