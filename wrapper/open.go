package wrapper

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"handoff/schema"
)

// An Option changes how [Open] goes about it.
type Option func(*openOptions)

type openOptions struct {
	environment EnvOptions
	change      []func(*Config)
}

// WithEnvironment says how the model's environment is built.
func WithEnvironment(e EnvOptions) Option { return func(o *openOptions) { o.environment = e } }

// WithDeadlines sets deadlines; fields left zero keep their default.
func WithDeadlines(d Deadlines) Option { return withConfig(func(c *Config) { c.Deadlines = d }) }

// WithHashSeed fixes the hashes of Python's str.
func WithHashSeed(seed uint32) Option { return withConfig(func(c *Config) { c.HashSeed = &seed }) }

// WithoutSandbox lets the model do whatever this process may do.
func WithoutSandbox() Option { return withConfig(func(c *Config) { c.NoSandbox = true }) }

func withConfig(change func(*Config)) Option {
	return func(o *openOptions) { o.change = append(o.change, change) }
}

// Open opens the handed-off model in a folder: it reads the folder's
// handoff.toml, builds the model's environment or finds it built, starts a
// host with it and loads the model. The caller closes the model.
//
// A contract that cannot be read, an environment that cannot be built and a
// host that cannot be started are errors of their own kinds; a resource that
// is not there is a *ResourceError; what the model's code raises is an
// *Exception.
func Open(ctx context.Context, dir string, opts ...Option) (Model, error) {
	var o openOptions
	for _, opt := range opts {
		opt(&o)
	}
	c, err := schema.Read(filepath.Join(dir, schema.FileName))
	if err != nil {
		return nil, err
	}
	resources, err := Resources(c) // before a long build
	if err != nil {
		return nil, err
	}
	env, err := BuildEnvironment(ctx, c, o.environment)
	if err != nil {
		return nil, err
	}
	cfg := ConfigFor(c, env)
	for _, change := range o.change {
		change(&cfg)
	}
	h, err := openHost(ctx, cfg, Spec{Contract: c, Resources: resources, Roots: env.Roots})
	if err != nil {
		env.Close()
		return nil, err
	}
	return opened{h, env}, nil
}

func openHost(ctx context.Context, cfg Config, spec Spec) (*Host, error) {
	h, err := Start(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := h.Load(ctx, spec); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// An opened is a host together with the environment that it uses.
type opened struct {
	*Host
	env *Environment
}

func (o opened) Close() error {
	defer o.env.Close()
	return o.Host.Close()
}

// A ResourceError says that a resource that the contract names is not there.
type ResourceError struct {
	Contract string // its path
	Line     int    // where it names the resource
	Name     string // the keyword
	Path     string // as the contract writes it
	Err      error
}

func (e *ResourceError) Unwrap() error { return e.Err }

func (e *ResourceError) Error() string {
	return fmt.Sprintf("%s:%d: resource %q: %s cannot be read: %v: paths are relative to the contract's folder",
		e.Contract, e.Line, e.Name, e.Path, e.Err)
}

// Resources gives the absolute paths of a contract's resources, by keyword.
// Each must be there; otherwise the error is a *ResourceError.
func Resources(c *schema.Contract) (map[string]string, error) {
	paths := make(map[string]string, len(c.Load.Resources))
	for _, name := range slices.Sorted(maps.Keys(c.Load.Resources)) { // of several that are missing always the same is told
		r := c.Load.Resources[name]
		path := resourcePath(c, r)
		if _, err := os.Stat(path); err != nil {
			return nil, &ResourceError{Contract: c.Path, Line: r.Line, Name: name, Path: r.Path, Err: reason(err)}
		}
		paths[name] = path
	}
	return paths, nil
}

// reason drops the path from an error that is told with a better one.
func reason(err error) error {
	if p, ok := err.(*os.PathError); ok {
		return p.Err
	}
	return err
}

// resourcePath is absolute, as a host has another working directory; where
// this process has none, stat says so.
func resourcePath(c *schema.Contract, r schema.Resource) string {
	path := c.InDir(r.Path)
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}
