package check

import (
	"context"
	"os"
	"path/filepath"

	"handoff/wrapper"
)

// on makes a call of a model that may be loaded elsewhere. The caller releases
// it; no rule that looks at all calls sees it.
func (s *subject) on(ctx context.Context, model wrapper.Model, what string, with *sample) (*call, error) {
	c := &call{what: what, sample: with}
	if err := s.predict(ctx, model, c, false); err != nil {
		return nil, err
	}
	if c.err != nil && !isModels(c.err) {
		c.release()
		return nil, c.err
	}
	return c, nil
}

// hollow is an empty file, or folder, called like a resource's, in a folder
// of its own. The caller removes it.
func (s *subject) hollow(name string) (path string, remove func(), err error) {
	resource := s.contract.InDir(s.contract.Load.Resources[name].Path)
	info, err := os.Stat(resource)
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "handoff-hollow-")
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(dir, filepath.Base(resource))
	if info.IsDir() {
		err = os.Mkdir(path, 0o755)
	} else {
		err = os.WriteFile(path, nil, 0o644)
	}
	return path, func() { os.RemoveAll(dir) }, err
}
