package wrapper

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// installPython has uv install a CPython 3.8 of its own, where uv keeps
// those. missing is what was said of the lack of one: where uv cannot help
// either, the error says both, and nothing of the attempt is left.
func (b *envBuilder) installPython(ctx context.Context, missing error) (Python, error) {
	uv := b.uv(ctx, "python3")
	if uv == "" {
		return Python{}, missing
	}
	b.progress("installing CPython 3.8 by uv, since none was found")
	dir := uvPythonDir()
	_, before := os.Stat(dir)
	err := b.run(ctx, step{name: "python", dir: b.cache, argv: []string{uv, "python", "install", "3.8"}})
	if err == nil {
		return FindPython(ctx)
	}
	if os.IsNotExist(before) {
		removeEmptyStore(dir)
	}
	if ctx.Err() != nil {
		return Python{}, ctx.Err()
	}
	return Python{}, fmt.Errorf("%w; uv was asked to install one and could not: %w", missing, err)
}

// removeEmptyStore removes the folder that uv made to keep Pythons in, unless
// there is one in it by now.
func removeEmptyStore(dir string) {
	for _, name := range []string{".temp", ".lock", ".gitignore"} {
		os.RemoveAll(filepath.Join(dir, name))
	}
	os.Remove(dir) // fails where anything else is in it
}
