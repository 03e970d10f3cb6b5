package wrapper

import (
	"os"
	"path/filepath"
)

// A tool builds wheels and installs them: uv, or pip where there is no uv.
// Its methods give command lines.
type tool struct {
	uv      string // "" for pip
	version string
	python  string // the base Python, which runs pip
}

func (t tool) String() string {
	if t.uv == "" {
		return "pip"
	}
	return t.version
}

// wheel builds the wheel of the project in src into out, by the project's
// own build backend in an isolated environment.
func (t tool) wheel(src, out string) []string {
	if t.uv == "" {
		return []string{t.python, "-m", "pip", "wheel", "--no-deps", "-w", out, src}
	}
	return []string{t.uv, "build", "--wheel", "--python", t.python, "-o", out, src}
}

func (t tool) venv(python Python, dir string) []string {
	if t.uv == "" {
		return []string{t.python, "-m", "venv", "--without-pip", dir}
	}
	return []string{t.uv, "venv", "--no-project", "--python", python.Executable, dir}
}

// install leaves compiling to bytecode to [envBuilder.compile]. pip does it
// by itself.
func (t tool) install(venv string, args []string) []string {
	python := filepath.Join(venv, "bin", "python")
	if t.uv == "" {
		return append([]string{t.python, "-m", "pip", "--python", python, "install"}, args...)
	}
	return append([]string{t.uv, "pip", "install", "--no-compile-bytecode", "--python", python}, args...)
}

// resolve writes into the file out the versions that meet the requirements on
// standard input, for this Python on the platform of the hospital's.
func (t tool) resolve(python Python, out, constraints string, alone bool) []string {
	argv := []string{t.uv, "pip", "compile", "-", "-q", "--python", python.Executable, "--python-version", python.Version,
		"--python-platform", "x86_64-manylinux_2_28", "--only-binary", ":all:", "--no-header", "--no-annotate", "-c", constraints, "-o", out}
	if alone {
		argv = append(argv, "--no-deps")
	}
	return argv
}

// compile reads from standard input the files to compile, one a line.
func (t tool) compile() []string {
	return []string{t.python, "-I", "-m", "compileall", "-qq", "-j", "0", "-i", "-"}
}

// cacheDir is where environments and the tools that build them are kept.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "handoff"), nil
}
