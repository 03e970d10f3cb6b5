package bridge

import (
	"embed"
	"fmt"
	"strings"

	"github.com/DataDog/go-python3"
)

//go:embed py/*.py
var sources embed.FS

// parts are the files that share a module's globals, executed before it:
// modules that no sys.modules knows can't import one another.
var parts = map[string][]string{
	"encode": {"look", "cell"}, "labels": {"look", "cell"}, "result": {"look"},
	"seen": {"look"}, "observe": {"look", "globals"}, "call": {"look"},
}

// ours is how the file names of the glue begin, so that its frames can be
// told from the model's.
const ours = "<handoff>/"

// A glue holds the glue's modules and functions, kept for the life of the
// interpreter. They are in no sys.modules: the model doesn't see them.
type glue struct {
	compile, exec object
	modules       map[string]object // dicts of globals
	functions     map[string]object
}

func (g *glue) load(py *python) error {
	g.modules, g.functions = map[string]object{}, map[string]object{}
	builtins, err := py.own(python3.PyImport_ImportModule("builtins"))
	if err != nil {
		return err
	}
	if g.compile, err = py.attr(builtins, "compile"); err != nil {
		return err
	}
	if g.exec, err = py.attr(builtins, "exec"); err != nil {
		return err
	}
	g.compile.IncRef()
	g.exec.IncRef()
	return nil
}

// run executes source under a file name in the globals.
func (g *glue) run(py *python, globals object, file, source string) error {
	args, err := py.values(source, file, "exec", 0, true) // dont_inherit
	if err != nil {
		return err
	}
	code, err := py.apply(g.compile, nil, args...)
	if err != nil {
		return err
	}
	_, err = py.apply(g.exec, nil, code, globals)
	return err
}

// module is the globals of py/name.py, executed at first use: it may import
// what an environment need not have.
func (g *glue) module(py *python, name string) (object, error) {
	if m, ok := g.modules[name]; ok {
		return m, nil
	}
	m, err := py.dict(mapping{{"__name__", "handoff." + name}})
	if err != nil {
		return nil, err
	}
	for _, part := range append(parts[name], name) {
		source, err := sources.ReadFile("py/" + part + ".py")
		if err != nil {
			return nil, err
		}
		if err := g.run(py, m, ours+part+".py", string(source)); err != nil {
			return nil, err
		}
	}
	m.IncRef()
	g.modules[name] = m
	return m, nil
}

// function is a function of the glue, named "module.function".
func (g *glue) function(py *python, name string) (object, error) {
	if f, ok := g.functions[name]; ok {
		return f, nil
	}
	file, fn, _ := strings.Cut(name, ".")
	m, err := g.module(py, file)
	if err != nil {
		return nil, err
	}
	f := python3.PyDict_GetItemString(m, fn)
	if f == nil {
		return nil, fmt.Errorf("py/%s.py has no %s", file, fn)
	}
	g.functions[name] = f // owned by the module
	return f, nil
}

// call calls a function of the glue. Arguments are what [python.value] takes.
func (g *glue) call(py *python, name string, args ...any) (object, error) {
	f, err := g.function(py, name)
	if err != nil {
		return nil, err
	}
	objects, err := py.values(args...)
	if err != nil {
		return nil, err
	}
	return py.apply(f, nil, objects...)
}

// text calls a function of the glue that returns a str.
func (g *glue) text(py *python, name string, args ...any) (string, error) {
	o, err := g.call(py, name, args...)
	if err != nil {
		return "", err
	}
	return py.text(o)
}

// values is [python.value] of each.
func (py *python) values(vs ...any) ([]object, error) {
	objects := make([]object, len(vs))
	for i, v := range vs {
		var err error
		if objects[i], err = py.value(v); err != nil {
			return nil, err
		}
	}
	return objects, nil
}
