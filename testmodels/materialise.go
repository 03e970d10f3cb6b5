package testmodels

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Materialise writes a good model (as [Good] names it) or a fault model (by
// [Overlay].Name) into dir, an empty folder of the caller's, typically
// t.TempDir(), and returns the folder that holds its contract. The Overlay of
// a good model is empty but for its Base. dir becomes a git repository with
// one commit, as [Overlay].History says. What Materialise wrote belongs to
// the caller, who may change it.
func Materialise(dir, name string) (string, Overlay, error) {
	root, err := Dir()
	if err != nil {
		return "", Overlay{}, err
	}
	overlay, err := overlayOf(name)
	if err != nil {
		return "", Overlay{}, err
	}
	if err := copyTree(dir, filepath.Join(root, project(overlay.Base))); err != nil {
		return "", overlay, err
	}
	if overlay.History == "base" {
		if err := Commit(dir); err != nil {
			return "", overlay, err
		}
	}
	if overlay.Name != "" {
		err = overlay.apply(dir, filepath.Join(root, "faults", overlay.Name))
	}
	if overlay.History == "" && err == nil {
		err = Commit(dir)
	}
	_, within, _ := strings.Cut(overlay.Base, "/")
	return filepath.Join(dir, within), overlay, err
}

// project is the folder to copy for a model: "retina" for "retina/bytes",
// whose contract lies beside others of one package.
func project(model string) string {
	top, _, _ := strings.Cut(model, "/")
	return top
}

func overlayOf(name string) (Overlay, error) {
	good, err := Good()
	if err != nil {
		return Overlay{}, err
	}
	if slices.Contains(good, name) {
		return Overlay{Base: name}, nil
	}
	faults, err := Faults()
	if err != nil {
		return Overlay{}, err
	}
	i := slices.IndexFunc(faults, func(o Overlay) bool { return o.Name == name })
	if i < 0 {
		return Overlay{}, fmt.Errorf("no test model %q: expected one of Good or a folder under testmodels/faults", name)
	}
	return faults[i], nil
}

func (o Overlay) apply(dir, from string) error {
	for _, gone := range o.Remove {
		if _, err := os.Stat(filepath.Join(dir, gone)); err != nil {
			return fmt.Errorf("faults/%s/overlay.toml removes what its base does not have: %w", o.Name, err)
		}
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			return err
		}
	}
	if err := copyTree(dir, from); err != nil {
		return err
	}
	return os.Remove(filepath.Join(dir, "overlay.toml"))
}

// copyTree copies from's files over dir's, without what building a wheel or
// importing a package in place may have left there.
func copyTree(dir, from string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && isLitter(entry.Name()) {
			return fs.SkipDir
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(dir, relative), 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, relative), content, 0o644)
	})
}

func isLitter(folder string) bool {
	return folder == "build" || folder == "dist" || folder == "__pycache__" || strings.HasSuffix(folder, ".egg-info")
}
