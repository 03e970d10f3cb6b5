package wrapper

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// compile sees that all that was installed is compiled to bytecode: a host
// may not write into the venv, and would compile anew at every start.
//
// Compiling takes longer than all else of an install, so bytecode is linked
// from the environment that has most in common with this one. uv links what
// it installs from its own cache: the same file, inode and all, is then in
// both environments, and so is its bytecode.
func (b *envBuilder) compile(ctx context.Context, t tool, env Environment) error {
	sources, err := uncompiled(env.Site)
	if err != nil {
		return err
	}
	if site := b.nearest(env); site != "" {
		sources = borrow(site, env.Site, sources)
	}
	if len(sources) == 0 {
		return nil
	}
	b.progress("compiling to bytecode")
	err = b.run(ctx, step{name: "compile", dir: env.Dir, argv: t.compile(), stdin: strings.Join(sources, "\n")})
	// Packages do hold files that are for another Python, or no Python at all.
	if bad := (*InstallError)(nil); errors.As(err, &bad) {
		return nil
	}
	return err
}

// uncompiled lists the Python files below a folder that have no bytecode.
func uncompiled(site string) (sources []string, err error) {
	err = filepath.WalkDir(site, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".py" || isFile(bytecode(path)) {
			return err
		}
		sources = append(sources, path)
		return nil
	})
	return sources, err
}

// bytecode is where Python looks for that of a source file (PEP 3147).
func bytecode(source string) string {
	dir, name := filepath.Split(source)
	return filepath.Join(dir, "__pycache__", strings.TrimSuffix(name, ".py")+".cpython-38.pyc")
}

// nearest is the site-packages of the cached environment that has most
// distributions in common with env, or "".
func (b *envBuilder) nearest(env Environment) (site string) {
	dirs, _ := filepath.Glob(filepath.Join(b.cache, "environments", "*")) // the pattern is well formed
	most := 0
	for _, dir := range dirs {
		other, err := readEntry[Environment](dir)
		if err != nil || other.Value.Python != env.Python {
			continue
		}
		if n := inCommon(env.Freeze, other.Value.Freeze); n > most {
			most, site = n, other.Value.Site
		}
	}
	return site
}

func inCommon(a, b map[string]string) (n int) {
	for name, version := range a {
		if b[name] == version {
			n++
		}
	}
	return n
}

// borrow links into site the bytecode of those sources that are the same
// files in other, and gives the rest. What it cannot link, say because other
// has just been removed, is of the rest.
func borrow(other, site string, sources []string) (rest []string) {
	for _, source := range sources {
		twin := filepath.Join(other, strings.TrimPrefix(source, site))
		if !sameFile(source, twin) || linkTo(bytecode(twin), bytecode(source)) != nil {
			rest = append(rest, source)
		}
	}
	return rest
}

func sameFile(a, b string) bool {
	one, err := os.Lstat(a)
	if err != nil {
		return false
	}
	other, err := os.Lstat(b)
	return err == nil && os.SameFile(one, other)
}

func linkTo(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Link(from, to)
}
