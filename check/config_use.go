package check

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// A configUse is what py/recorder.py tells of the configs while a model is
// loaded and called. A path begins with the resource's name.
type configUse struct {
	Seen  [][2]string `json:"seen"`  // each resource that was "opened" or "read"
	Taken [][]string  `json:"taken"` // what was read in any way
	Named []namedKey  `json:"named"` // what the package's own code asked for by name
}

type namedKey struct {
	Path []string `json:"path"`
	File string   `json:"file"`
	Line int      `json:"line"`
}

func (u *configUse) saw(name, how string) bool { return slices.Contains(u.Seen, [2]string{name, how}) }

// unheard tells whether a config was read in a way that nobody could listen to.
func (u *configUse) unheard(name string) bool { return u.saw(name, "opened") && !u.saw(name, "read") }

// notHeard is why nothing is known then of how a config is used.
const notHeard = notRun("the config is read in a way that could not be listened to")

// took tells whether a key was read, by its dotted path.
func (u *configUse) took(name, key string) bool {
	return slices.ContainsFunc(u.Taken, func(path []string) bool { return strings.Join(path, ".") == name+"."+key })
}

// configUse loads the model once more, makes the documented call, and listens
// to what is read of the configs of these names.
func (s *subject) configUse(ctx context.Context, names []string) (*configUse, error) {
	if s.used != nil {
		return s.used, nil
	}
	if s.answered() == nil {
		return nil, notRun("the documented call gave no result")
	}
	args := s.recorderArgs(names)
	host, failed, err := s.another(ctx, listening(args, "recorder"))
	if err != nil {
		return nil, err
	}
	defer host.Close()
	if failed != nil {
		return nil, notRun("the model did not load while somebody listened: " + oneLine(failed.Error()))
	}
	c, err := s.on(ctx, host, s.base.what, s.start().copy())
	if err != nil {
		return nil, err
	}
	defer c.release()
	if c.err != nil {
		return nil, notRun("the model did not answer while somebody listened: " + oneLine(c.err.Error()))
	}
	var used configUse
	if err := run(ctx, host, args, &used, "recorder"); err != nil {
		return nil, err
	}
	s.used = &used
	return s.used, nil
}

// recorderArgs is what py/recorder.py is told.
func (s *subject) recorderArgs(names []string) map[string]any {
	return map[string]any{"configs": s.configPaths(names), "roots": s.roots(), "load": s.contract.Load.Call}
}

// configPaths are where configs lie.
func (s *subject) configPaths(names []string) map[string]string {
	paths := map[string]string{}
	for _, name := range names {
		paths[name] = s.resourcePath(name)
	}
	return paths
}

// underRoots is the path of an installed file from where the package lies.
func (s *subject) underRoots(file string) string {
	for _, root := range s.roots() {
		if within, err := filepath.Rel(filepath.Dir(root), file); err == nil && !strings.HasPrefix(within, "..") {
			return filepath.ToSlash(within)
		}
	}
	return file
}
