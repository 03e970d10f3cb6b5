package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"handoff/report"
	"handoff/schema"
	"handoff/score"
	"handoff/wrapper"
)

// contractOf reads the contract in a model's folder.
func contractOf(dir string) (*schema.Contract, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("model: %w: name the folder that holds %s", err, schema.FileName)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s: is not a folder: name the folder that holds %s", dir, schema.FileName)
	}
	return schema.Read(contractPath(dir))
}

func contractPath(dir string) string { return filepath.Join(dir, schema.FileName) }

// A profileFlag names the site profile, if there is one.
type profileFlag struct{ path string }

func (p *profileFlag) add(f *pflag.FlagSet) {
	f.StringVar(&p.path, "profile", "", "the site's profile: its zone, code lists, missing tokens, forms of ids, and what it takes back")
}

// read reads the profile, nil where none is named.
func (p profileFlag) read() (*schema.Profile, error) {
	if p.path == "" {
		return nil, nil
	}
	return schema.ReadProfile(p.path)
}

func (p profileFlag) paths() []string {
	if p.path == "" {
		return nil
	}
	return []string{p.path}
}

// hostFlags say how a model is run.
type hostFlags struct {
	program   string
	noSandbox bool
	fresh     bool
	deadlines deadlineFlags
}

// deadlineFlags say how long a model may take.
type deadlineFlags struct{ load, predict time.Duration }

func (d *deadlineFlags) add(f *pflag.FlagSet) {
	f.DurationVar(&d.predict, "deadline", 0, "longest time for one call of predict (default 1m; the first call 3m)")
	f.DurationVar(&d.load, "load-deadline", 0, "longest time to import the package, and to load the model (default 3m each)")
}

func (d deadlineFlags) deadlines() (wrapper.Deadlines, error) {
	for name, given := range map[string]time.Duration{"deadline": d.predict, "load-deadline": d.load} {
		if given < 0 {
			return wrapper.Deadlines{}, fmt.Errorf("--%s %v: expected a time such as 30s", name, given)
		}
	}
	return wrapper.Deadlines{Import: d.load, Load: d.load, FirstPredict: d.predict, Predict: d.predict}, nil
}

func (h *hostFlags) add(f *pflag.FlagSet) {
	f.StringVar(&h.program, "host", "", "handoff-host to run the model in (default HANDOFF_HOST, then beside handoff, then on PATH)")
	f.BoolVar(&h.noSandbox, "no-sandbox", false, "let the model do whatever you may do")
	f.BoolVar(&h.fresh, "fresh", false, "build the model's environment anew")
	h.deadlines.add(f)
}

// open makes a model ready and loads it in a host of its own. The caller
// closes it.
func (h hostFlags) open(ctx context.Context, u ui, c *schema.Contract) (wrapper.Model, report.Model, error) {
	hosts, err := h.prepare(ctx, u, c)
	if err != nil {
		return nil, hosts.About, err
	}
	model, err := hosts.Start(ctx)
	return model, hosts.About, err
}

// prepare builds the model's environment, or finds it built.
func (h hostFlags) prepare(ctx context.Context, u ui, c *schema.Contract) (score.Hosts, error) {
	var hosts score.Hosts
	deadlines, err := h.deadlines.deadlines()
	if err != nil {
		return hosts, err
	}
	resources, err := wrapper.Resources(c) // before a long build
	if err != nil {
		return hosts, err
	}
	env, err := wrapper.BuildEnvironment(ctx, c, wrapper.EnvOptions{Fresh: h.fresh, Progress: func(step string) { u.say("%s", step) }})
	if err != nil {
		return hosts, err
	}
	if hosts.About, err = report.ModelOf(ctx, c, env.Wheel.Path, wrapper.GitDescribe(ctx, c.SourceDir())); err != nil {
		return hosts, err
	}
	hosts.Settings = h.settings()
	spec := wrapper.Spec{Contract: c, Resources: resources, Roots: env.Roots}
	hosts.Start = func(ctx context.Context) (wrapper.Model, error) {
		u.step("loading %s", c.Model.Name)
		return load(ctx, h.config(c, env, deadlines), spec)
	}
	return hosts, nil
}

// load loads a model in a host of its own.
func load(ctx context.Context, cfg wrapper.Config, spec wrapper.Spec) (wrapper.Model, error) {
	host, err := wrapper.Start(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := host.Load(ctx, spec); err != nil {
		host.Close()
		return nil, fmt.Errorf("%s: the model does not load: %w: %s", spec.Contract.Path, err, adviceOn(err, spec.Contract))
	}
	return host, nil
}

// adviceOn says what to do about a model that does not load. No model kills
// itself by SIGKILL, and check would see no more of it.
func adviceOn(err error, c *schema.Contract) string {
	var ended *wrapper.HostError
	if errors.As(err, &ended) && ended.Signal == "SIGKILL" {
		return "most likely there was too little memory: give the run more, or fewer hosts (score's --workers)"
	}
	return fmt.Sprintf("'handoff check %s' says what is to change", c.Dir)
}

// settings are the flags that were given and that results may depend on.
func (h hostFlags) settings() map[string]any {
	set := map[string]any{}
	if h.noSandbox {
		set["no-sandbox"] = true
	}
	if h.deadlines.predict > 0 {
		set["deadline"] = h.deadlines.predict.String()
	}
	return set
}

func (h hostFlags) config(c *schema.Contract, env *wrapper.Environment, deadlines wrapper.Deadlines) wrapper.Config {
	cfg := wrapper.ConfigFor(c, env)
	cfg.Program, cfg.NoSandbox = h.program, h.noSandbox
	cfg.Deadlines = deadlines
	return cfg
}
