package wrapper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handoff/schema"
)

// An Environment is a venv that holds one handed-off wheel, what the wheel
// requires and nothing else. It lies in a cache, is shared by runs and is
// not to be written to. Until it is closed it stays as it is, whatever others
// build.
type Environment struct {
	Dir    string `json:"dir"`  // its place in the cache
	Venv   string `json:"venv"` // folder with bin/python
	Site   string `json:"site"` // its site-packages
	Python Python `json:"python"`
	Wheel  Wheel  `json:"wheel"`
	// Freeze is what is installed, versions by normalised name (PEP 503),
	// e.g. "scikit-learn".
	Freeze map[string]string `json:"freeze"`
	// Roots are the wheel's own top-level packages (folders) and modules
	// (files) in Site: the code that is the authors'.
	Roots []string `json:"roots"`
	// Constraints is the project's file that fixed what its requirements
	// pull in, e.g. "uv.lock"; "" where it has none.
	Constraints string        `json:"constraints,omitempty"`
	Tool        string        `json:"tool"`       // what installed it, e.g. "uv 0.13.9"
	BuildTime   time.Duration `json:"build_time"` // of the run that built it
	Cached      bool          `json:"-"`          // this run did not build it

	release func() // of its place and its wheel's
}

// Close gives the environment up: others may remove it from now on. It is safe
// to call twice. The end of this process does the same.
func (e *Environment) Close() {
	if e.release != nil { // one that BuildEnvironment did not make holds nothing
		e.release()
	}
}

// EnvOptions say how [BuildEnvironment] goes about it. The zero value will do.
type EnvOptions struct {
	// Progress, where given, is told what begins, e.g. "installing readmission-1.0-py3-none-any.whl".
	Progress func(step string)
	Extra    []string // requirements to install beside the wheel's own
	// Instead are requirements that take the place of all that the wheel, what
	// it pulls in and the project's constraints say of the same distributions.
	// pip cannot be told any.
	Instead []string
	// AnyPython installs the wheel though it says that it is for other Pythons.
	AnyPython bool
	Offline   bool          // install from what uv has cached, with no network
	Fresh     bool          // build anew, also where a whole one is cached
	Deadline  time.Duration // of each step; 0 for 10 minutes to build a wheel, 1 hour to install
}

// BuildEnvironment makes the environment of a contract's project: its wheel,
// built in a copy so that the project is never written to, in a venv of its
// own. An environment with the same content, the same Python and the same
// options is used again; see docs/environments.md. The caller closes it.
//
// Where the hand-off does not build or install, the error is an
// *InstallError; where this machine could not do it, for want of a Python, an
// index or disk, it is another.
func BuildEnvironment(ctx context.Context, c *schema.Contract, opt EnvOptions) (*Environment, error) {
	b, err := newEnvBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	wheel, constraints, err := b.wheelOf(ctx, c.InDir(c.Model.Project))
	if err != nil {
		return nil, err
	}
	env, err := b.environment(ctx, wheel.value, constraints)
	if err != nil {
		var refused *InstallError
		if errors.As(err, &refused) {
			refused.Wheel = wheel.value.Path
		}
		wheel.release()
		return nil, err
	}
	env.value.Wheel, env.value.Cached = wheel.value, env.cached
	env.value.release = func() { env.release(); wheel.release() }
	return &env.value, nil
}

// environment gives the cached environment for a wheel, or builds it.
func (b *envBuilder) environment(ctx context.Context, wheel Wheel, constraints constraints) (held[Environment], error) {
	parts := []any{environmentFormat, wheel.Content, b.python.Base, b.python.Version, constraints.text, b.opt.Extra}
	if len(b.opt.Instead) > 0 || b.opt.AnyPython { // environments that are neither keep their key
		parts = append(parts, b.opt.Instead, b.opt.AnyPython)
	}
	key := contentKey(parts...)
	s := slot[Environment]{dir: filepath.Join(b.cache, "environments", key), fresh: b.opt.Fresh, waiting: b.waiting}
	return s.fill(ctx, func(place string) (Environment, error) {
		return b.install(ctx, place, wheel, constraints)
	})
}

// environmentFormat is part of every key: raise it when what an entry holds changes.
const environmentFormat = "environment 2"

// install makes the venv in dir. A venv's scripts hold absolute paths, so it
// is made where it stays.
func (b *envBuilder) install(ctx context.Context, dir string, wheel Wheel, constraints constraints) (Environment, error) {
	began := time.Now()
	env := Environment{Dir: dir, Venv: filepath.Join(dir, "venv"), Python: b.python, Constraints: constraints.name}
	env.Site = filepath.Join(env.Venv, "lib", "python3.8", "site-packages")
	tool, err := b.tool(ctx)
	if err != nil {
		return env, err
	}
	args, err := b.installArguments(dir, wheel, constraints, tool)
	if err != nil {
		return env, err
	}
	b.progress("installing " + filepath.Base(wheel.Path))
	if err := b.run(ctx, step{name: "venv", dir: dir, argv: tool.venv(b.python, env.Venv)}); err != nil {
		return env, err
	}
	if err := b.run(ctx, step{name: "install", dir: dir, argv: tool.install(env.Venv, args)}); err != nil {
		return env, err
	}
	if err := env.describe(wheel); err != nil {
		return env, err
	}
	if err := b.compile(ctx, tool, env); err != nil {
		return env, err
	}
	env.Tool, env.BuildTime = tool.String(), time.Since(began)
	return env, nil
}

// installArguments names what to install, and writes beside it what bounds
// the versions.
func (b *envBuilder) installArguments(dir string, wheel Wheel, constraints constraints, tool tool) ([]string, error) {
	args := append([]string{wheel.Path}, b.opt.Extra...)
	if b.opt.AnyPython {
		var err error
		if args[0], err = wheel.forAnyPython(dir); err != nil {
			return nil, err
		}
	}
	type bound struct{ name, flag, text string }
	bounds := []bound{{"constraints.txt", "-c", constraints.text}}
	if len(b.opt.Instead) > 0 {
		if tool.uv == "" {
			return nil, errors.New("pip installs no other versions than those required: it takes uv")
		}
		bounds[0].text = constraints.without(b.opt.Instead)
		bounds = append(bounds, bound{"instead.txt", "--overrides", strings.Join(b.opt.Instead, "\n") + "\n"})
	}
	for _, bound := range bounds {
		if bound.text == "" {
			continue
		}
		path := filepath.Join(dir, bound.name)
		if err := os.WriteFile(path, []byte(bound.text), 0o644); err != nil {
			return nil, fmt.Errorf("writing what bounds the versions: %w", err)
		}
		args = append(args, bound.flag, path)
	}
	return args, nil
}

// describe reads from the venv what was installed.
func (e *Environment) describe(wheel Wheel) error {
	installed, err := readInstalled(e.Site)
	if err != nil {
		return err
	}
	e.Freeze = map[string]string{}
	for _, d := range installed {
		e.Freeze[d.name] = d.version
	}
	e.Roots, err = rootsOf(e.Site, wheel)
	return err
}
