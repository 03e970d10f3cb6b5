package wrapper

import (
	"archive/zip"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Wheel is the wheel that was installed: the one given, or one built from
// the project's folder.
type Wheel struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // of the file, hex
	// Content tells wheels with other files apart. A wheel that is built
	// twice differs as a file, by the times in it, but not in Content.
	Content string `json:"content"`
}

// wheelOf gives the wheel of a project, which is a folder or a .whl, and
// the constraints that come with it.
func (b *envBuilder) wheelOf(ctx context.Context, project string) (wheel held[Wheel], c constraints, err error) {
	project, err = filepath.EvalSymlinks(project)
	if err != nil {
		return wheel, c, fmt.Errorf("the contract's project: %w", err)
	}
	info, err := os.Stat(project)
	if err != nil {
		return wheel, c, fmt.Errorf("the contract's project: %w", err)
	}
	if !info.IsDir() {
		wheel, err = givenWheel(project)
		return wheel, c, err
	}
	if c, err = readConstraints(project); err != nil {
		return wheel, c, err
	}
	wheel, err = b.builtWheel(ctx, project)
	return wheel, c, err
}

func givenWheel(path string) (wheel held[Wheel], err error) {
	if filepath.Ext(path) != ".whl" {
		return wheel, fmt.Errorf("the contract's project %s: expected a folder with pyproject.toml or a .whl", path)
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return wheel, err
	}
	sum, err := fileSHA256(path)
	return held[Wheel]{value: Wheel{Path: path, SHA256: sum, Content: sum}, release: func() {}}, err
}

// wheelFormat is part of every wheel's key: raise it when what an entry holds changes.
const wheelFormat = "wheel 3"

// A builtWheel is one that was built of a project's files.
type builtWheel struct {
	Wheel Wheel `json:"wheel"`
	// History tells states of the repository apart that the files were in,
	// where the build may have looked at it: versions may come from git, so
	// that the same files at another commit are another wheel.
	History *string `json:"history,omitempty"`
}

// builtWheel builds a project's wheel, or finds the one built of the same source.
func (b *envBuilder) builtWheel(ctx context.Context, project string) (wheel held[Wheel], err error) {
	files, err := sourceFiles(project)
	if err != nil {
		return wheel, fmt.Errorf("reading the project: %w", err)
	}
	source, err := fingerprint(project, files)
	if err != nil {
		return wheel, fmt.Errorf("reading the project: %w", err)
	}
	history := contentKey(historyOf(ctx, project))
	s := slot[builtWheel]{
		dir:     filepath.Join(b.cache, "wheels", contentKey(wheelFormat, source, b.python.Base, b.python.Version)),
		fresh:   b.opt.Fresh,
		stale:   func(w builtWheel) bool { return w.History != nil && *w.History != history },
		waiting: b.waiting,
	}
	built, err := s.fill(ctx, func(place string) (builtWheel, error) {
		return b.buildWheel(ctx, project, files, history, place)
	})
	return held[Wheel]{built.value.Wheel, built.cached, built.release}, err
}

func (b *envBuilder) buildWheel(ctx context.Context, project string, files []sourceFile, history, dir string) (w builtWheel, err error) {
	tool, err := b.tool(ctx)
	if err != nil {
		return w, err
	}
	b.progress("building the wheel of " + filepath.Base(project))
	src, release, err := copyProject(ctx, project, files, dir)
	if err != nil {
		return w, fmt.Errorf("copying the project: %w", err)
	}
	defer release()
	leftAlone := watchHistory(filepath.Join(dir, copyName))
	// Not above the source: uv writes a .gitignore of everything beside the
	// wheel, which hatchling would take to be about the source too.
	out := filepath.Join(dir, "built")
	if err := b.run(ctx, step{name: "build", dir: src, argv: tool.wheel(src, out)}); err != nil {
		return w, err
	}
	if !leftAlone() {
		w.History = &history
	}
	found, _ := filepath.Glob(filepath.Join(out, "*.whl")) // the pattern is well formed
	if len(found) != 1 {
		return w, &InstallError{Step: "build", Command: tool.String(), Err: fmt.Errorf("expected one wheel, the build made %d", len(found))}
	}
	w.Wheel, err = describeWheel(found[0])
	return w, err
}

func describeWheel(path string) (Wheel, error) {
	sum, err := fileSHA256(path)
	if err != nil {
		return Wheel{}, err
	}
	content, err := zipContent(path)
	return Wheel{Path: path, SHA256: sum, Content: content}, err
}

// zipContent hashes the names and bytes of a zip's files.
func zipContent(path string) (string, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return "", fmt.Errorf("reading the wheel: %w", err)
	}
	defer z.Close()
	slices.SortFunc(z.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	h := sha256.New()
	for _, f := range z.File {
		fmt.Fprintf(h, "%q %d\n", f.Name, f.UncompressedSize64)
		r, err := f.Open()
		if err != nil {
			return "", fmt.Errorf("reading the wheel: %w", err)
		}
		_, err = io.Copy(h, r)
		r.Close()
		if err != nil {
			return "", fmt.Errorf("reading the wheel: %s: %w", f.Name, err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func fileSHA256(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("hashing %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// distribution is the normalised name of the wheel's distribution, from its
// file name, where a name's hyphens are underscores.
func (w Wheel) distribution() string {
	name, _, _ := strings.Cut(filepath.Base(w.Path), "-")
	return NormalName(name)
}
