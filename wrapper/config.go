package wrapper

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"handoff/schema"
	"handoff/wrapper/internal/sandbox"
)

// A Config says what a host is started with. [ConfigFor] makes one for a
// handed-off model.
type Config struct {
	Python    Python            // the interpreter; required
	Venv      string            // the environment's folder, "" for the interpreter alone
	Read      []string          // what the model may read beside interpreter and venv: its package, its resources
	Threads   int               // of OpenMP, BLAS and torch; 0 means 1
	Variables map[string]string // further environment variables
	HashSeed  *uint32           // fixes the hashes of str; nil leaves them random
	NoSandbox bool
	Deadlines Deadlines
	// Program is the host binary. "" means HANDOFF_HOST, then handoff-host
	// beside this program, then on PATH.
	Program string
}

// ConfigFor is the config of a contract's model in its environment.
func ConfigFor(c *schema.Contract, env *Environment) Config {
	cfg := Config{Python: env.Python, Venv: env.Venv, Read: slices.Clone(env.Roots),
		Threads: c.Environment.Threads, Variables: c.Environment.Variables}
	for _, r := range c.Load.Resources {
		cfg.Read = append(cfg.Read, resourcePath(c, r))
	}
	return cfg
}

// Deadlines say how long each phase may take; zero fields mean the default.
type Deadlines struct {
	Start        time.Duration // default 30 s
	Import       time.Duration // default 3 min: torch from a cold disk
	Load         time.Duration // default 3 min
	FirstPredict time.Duration // default 3 min: models that compile
	Predict      time.Duration // default 1 min
	Script       time.Duration // default 3 min
}

// of is the deadline of a phase.
func (d Deadlines) of(p Phase) time.Duration {
	set, standard := d.Script, 3*time.Minute
	switch p {
	case PhaseStart:
		set, standard = d.Start, 30*time.Second
	case PhaseImport:
		set = d.Import
	case PhaseLoad:
		set = d.Load
	case PhaseFirstPredict:
		set = d.FirstPredict
	case PhasePredict:
		set, standard = d.Predict, time.Minute
	}
	if set > 0 {
		return set
	}
	return standard
}

// program finds the host binary.
func (c Config) program() (string, error) {
	if c.Program != "" {
		return filepath.Abs(c.Program)
	}
	if set := os.Getenv("HANDOFF_HOST"); set != "" {
		return filepath.Abs(set)
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), "handoff-host")
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, nil
		}
	}
	found, err := exec.LookPath("handoff-host")
	if err != nil {
		return "", fmt.Errorf("handoff-host is neither beside this program nor on PATH: build it with make build, or set HANDOFF_HOST to it: %w", err)
	}
	return filepath.Abs(found)
}

// policy is what a host may reach: its own program, the interpreter, the
// venv and what the config names; it may write to its scratch folder alone.
func (c Config) policy(program string, s scratch) sandbox.Policy {
	read := append([]string{program, c.Python.Base, c.Python.Lib, c.Venv}, c.Read...)
	return sandbox.Policy{Off: c.NoSandbox, Read: read, Write: []string{s.dir}}
}

// threads is how many threads libraries are told to use.
func (c Config) threads() int { return max(c.Threads, 1) }

// threadVariables are what OpenMP, the BLAS libraries, numexpr and torch
// take their number of threads from. Torch asks OpenMP or MKL.
var threadVariables = []string{"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
	"NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS"}

// wardenEnviron is all of a warden's environment. It is the loader's and Go's
// before the warden confines itself, so nothing of the contract's is in it.
func (c Config) wardenEnviron() []string {
	if c.Python.Lib == "" {
		return []string{}
	}
	return []string{"LD_LIBRARY_PATH=" + c.Python.Lib}
}

// environ is all of a host's environment. Nothing of this process's own is
// in it: it may hold secrets, and a model that needs a variable has to say so.
// The contract's variables take the place of others of their names.
func (c Config) environ(s scratch) []string {
	env := []string{
		"PATH=" + c.path(), "HOME=" + s.home, "TMPDIR=" + s.tmp, "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
		"PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1",
	}
	if c.Python.Lib != "" {
		env = append(env, "LD_LIBRARY_PATH="+c.Python.Lib)
	}
	if c.Venv != "" {
		env = append(env, "VIRTUAL_ENV="+c.Venv)
	}
	if c.HashSeed != nil {
		env = append(env, "PYTHONHASHSEED="+strconv.FormatUint(uint64(*c.HashSeed), 10))
	}
	for _, name := range threadVariables {
		env = append(env, name+"="+strconv.Itoa(c.threads()))
	}
	// Each name once: of two a process reads the first.
	env = slices.DeleteFunc(env, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		_, own := c.Variables[name]
		return own
	})
	for _, name := range slices.Sorted(maps.Keys(c.Variables)) {
		env = append(env, name+"="+c.Variables[name])
	}
	return env
}

func (c Config) path() string {
	if c.Venv == "" {
		return filepath.Join(c.Python.Base, "bin")
	}
	return filepath.Join(c.Venv, "bin") + ":" + filepath.Join(c.Python.Base, "bin")
}

// startup is what the host starts Python with.
func (c Config) startup() Startup {
	return Startup{Python: c.Python.Executable, Venv: c.Venv, HashSeed: c.HashSeed}
}
