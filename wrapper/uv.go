package wrapper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// uvVersion is the uv that is fetched where there is none. scripts/uv reads
// it from here.
const uvVersion = "0.13.9"

// noUV as HANDOFF_UV asks for venv and pip instead.
const noUV = "off"

// FindUV finds uv without fetching it: HANDOFF_UV, PATH, the project's build
// folder beside the binary's, handoff's cache. It gives "" where there is
// none, or where HANDOFF_UV is "off".
func FindUV() string {
	switch set := os.Getenv("HANDOFF_UV"); set {
	case "":
	case noUV:
		return ""
	default:
		return set
	}
	if path, err := exec.LookPath("uv"); err == nil {
		return path
	}
	var found []string
	if binary, err := os.Executable(); err == nil {
		found = append(found, filepath.Join(filepath.Dir(binary), "..", "build", "uv-"+uvVersion, "bin", "uv"))
	}
	if cache, err := cacheDir(); err == nil {
		if e, err := readEntry[string](uvDir(cache)); err == nil {
			found = append(found, e.Value)
		}
	}
	for _, path := range found {
		if isFile(path) {
			return path
		}
	}
	return ""
}

func uvDir(cache string) string { return filepath.Join(cache, "tools", "uv-"+uvVersion) }

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// tool gives uv, or pip where there is no uv and none can be fetched. It sets
// the variables that the tool needs.
func (b *envBuilder) tool(ctx context.Context) (tool, error) {
	if b.chosen != nil {
		return *b.chosen, nil
	}
	t := tool{python: b.python.Executable, uv: b.uv(ctx, b.python.Executable)}
	if err := ctx.Err(); err != nil {
		return t, err
	}
	if t.uv == "" {
		b.progress("building with venv and pip, since there is no uv")
	} else {
		out, err := exec.CommandContext(ctx, t.uv, "--version").Output()
		if err != nil {
			return t, fmt.Errorf("running uv (%s): %w: set HANDOFF_UV to one that runs, or to %q for pip", t.uv, err, noUV)
		}
		t.version, _, _ = strings.Cut(strings.TrimSpace(string(out)), " (")
		b.variables = append(b.variables, pipAsUV(ctx, b.python.Executable)...)
	}
	b.chosen = &t
	return t, nil
}

// uv finds uv or fetches it with a Python's pip, and gives "" where neither can be.
func (b *envBuilder) uv(ctx context.Context, python string) string {
	found := FindUV()
	if found != "" || b.opt.Offline || os.Getenv("HANDOFF_UV") == noUV {
		return found
	}
	s := slot[string]{dir: uvDir(b.cache), waiting: func() {}}
	fetched, err := s.fill(ctx, func(place string) (string, error) {
		b.progress("fetching uv " + uvVersion)
		fetch := []string{python, "-m", "pip", "install", "--target", place, "uv==" + uvVersion}
		if err := b.run(ctx, step{name: "uv", dir: place, argv: fetch}); err != nil {
			return "", err
		}
		path := filepath.Join(place, "bin", "uv")
		if !isFile(path) {
			return "", errors.New("pip installed uv without bin/uv")
		}
		return path, nil
	})
	if err != nil {
		return ""
	}
	return fetched.value
}
