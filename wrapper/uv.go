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

// FindUV finds uv without fetching it: HANDOFF_UV, PATH, build/uv-* beside
// the binary's folder, handoff's cache. It gives "" where there is none.
func FindUV() string {
	if set := os.Getenv("HANDOFF_UV"); set != "" {
		return set
	}
	if path, err := exec.LookPath("uv"); err == nil {
		return path
	}
	var dirs []string
	if binary, err := os.Executable(); err == nil {
		dirs = append(dirs, filepath.Join(filepath.Dir(binary), "..", "build"))
	}
	if cache, err := cacheDir(); err == nil {
		dirs = append(dirs, cache)
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, "uv-"+uvVersion, "bin", "uv")
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// noUV as HANDOFF_UV asks for venv and pip instead.
const noUV = "off"

// tool gives uv, fetching it with pip where there is none, or pip where
// there is no uv for this machine.
func (b *envBuilder) tool(ctx context.Context) (tool, error) {
	t := tool{python: b.python.Executable, uv: FindUV()}
	if t.uv == noUV {
		t.uv = ""
		return t, nil
	}
	if t.uv == "" && !b.opt.Offline {
		t.uv = b.fetchUV(ctx)
	}
	if err := ctx.Err(); err != nil {
		return t, err
	}
	if t.uv == "" {
		b.progress("no uv found and none to be had by pip: using venv and pip")
		return t, nil
	}
	out, err := exec.CommandContext(ctx, t.uv, "--version").Output()
	if err != nil {
		return t, fmt.Errorf("running uv (%s): %w: set HANDOFF_UV to one that runs, or to %q for pip", t.uv, err, noUV)
	}
	version, _, _ := strings.Cut(strings.TrimSpace(string(out)), " (")
	t.version = version
	return t, nil
}

// fetchUV installs uv into the cache, and gives "" where that fails.
func (b *envBuilder) fetchUV(ctx context.Context) string {
	dir := filepath.Join(b.cache, "uv-"+uvVersion)
	path := filepath.Join(dir, "bin", "uv")
	_, _, err := fill(ctx, slot{dir: dir, waiting: func() {}}, func() (string, error) {
		b.progress("fetching uv " + uvVersion)
		err := b.run(ctx, step{name: "uv", dir: dir, argv: []string{
			b.python.Executable, "-m", "pip", "install", "--target", dir, "uv==" + uvVersion,
		}})
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err != nil {
			return "", errors.New("pip installed uv without bin/uv")
		}
		return uvVersion, nil
	})
	if err != nil {
		return ""
	}
	return path
}
