package check

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"handoff/schema"
)

// reproLoad is the load call: torch.load of a path, or an entry point.
type reproLoad struct {
	Torch     string
	Call      string
	Arguments []reproArgument
}

// A reproArgument is an argument by keyword: a literal, or a file that the
// repro reads itself.
type reproArgument struct{ Name, Value, As string }

// reproEntry fills in what is imported and how the model is loaded.
func (s *subject) reproEntry(r *repro, _ *trial) error {
	c := s.contract
	for _, name := range slices.Sorted(maps.Keys(c.Environment.Variables)) {
		r.Variables = append(r.Variables, reproArgument{Name: quoted(name), Value: quoted(c.Environment.Variables[name])})
	}
	switch {
	case c.Load.Torch != "":
		r.Load = &reproLoad{Torch: quoted(filepath.ToSlash(c.Load.Resources[c.Load.Torch].Path))}
	case c.Load.Call != "":
		r.Load = &reproLoad{Call: r.imported(c.Load.Call), Arguments: constants(c.Load.Arguments)}
		for _, name := range slices.Sorted(maps.Keys(c.Load.Resources)) {
			argument, err := s.resourceArgument(name)
			if err != nil {
				return err
			}
			r.Load.Arguments = append(r.Load.Arguments, argument)
		}
	}
	return nil
}

// reproNames are the names that a repro has for things of its own.
var reproNames = []string{"model", "result", "frame", "array", "tensor", "records", "images", "child", "status", "same", "before", "after", "apart", "values", "wrong", "error", "image", "row", "record", "item", "answer"}

// imported imports "pkg.mod:name", and is the name as the repro has it.
func (r *repro) imported(call string) string {
	module, path, _ := strings.Cut(call, ":")
	name, rest, _ := strings.Cut(path, ".")
	as := name
	if slices.Contains(reproNames, name) || slices.ContainsFunc(r.From, func(i reproImport) bool { return i.As == name && i.Module != module }) {
		as = name + "_of_" + module[strings.LastIndex(module, ".")+1:]
	}
	if from := (reproImport{module, name, as}); !slices.Contains(r.From, from) {
		r.From = append(r.From, from)
	}
	return strings.TrimSuffix(as+"."+rest, ".")
}

func constants(arguments map[string]any) []reproArgument {
	var all []reproArgument
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		all = append(all, reproArgument{Name: name, Value: literal(arguments[name])})
	}
	return all
}

// resourceArgument is what load gets for a resource. What Python's own
// library does not read, and the environment neither, is written out.
func (s *subject) resourceArgument(name string) (reproArgument, error) {
	resource := s.contract.Load.Resources[name]
	a := reproArgument{Name: name, Value: quoted(filepath.ToSlash(resource.Path)), As: resource.As}
	extension := strings.ToLower(filepath.Ext(resource.Path))
	switch {
	case a.As != "dict":
		return a, nil
	case extension == ".json":
		a.As = "json"
		return a, nil
	case extension != ".toml" && s.has("pyyaml"):
		a.As = "yaml"
		return a, nil
	}
	value, err := readPlain(s.contract.InDir(resource.Path))
	if err != nil {
		return a, fmt.Errorf("resource %q: %w", name, err)
	}
	a.Value = literal(value)
	return a, nil
}

// readPlain reads a TOML or YAML file as plain data.
func readPlain(path string) (value any, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if strings.EqualFold(filepath.Ext(path), ".toml") {
		table := map[string]any{}
		return table, toml.Unmarshal(data, &table)
	}
	return value, yaml.Unmarshal(data, &value)
}

// reproCall is one call as the contract documents it; number goes behind the
// names of what it is given and returns.
func (s *subject) reproCall(r *repro, number string) reproCall {
	p := s.contract.Predict
	c := reproCall{Input: inputName(s.contract) + number, Item: "record", Result: "result" + number,
		Each: s.perRowCalls(), Keywords: p.Form == schema.FormArguments}
	if c.Predict = "model." + p.Call; strings.Contains(p.Call, ":") {
		c.Predict = r.imported(p.Call)
	}
	if p.Transform != "" {
		if c.Transform = "model." + p.Transform; strings.Contains(p.Transform, ":") {
			c.Transform = r.imported(p.Transform)
		}
	}
	if p.Model != "" && strings.Contains(p.Call, ":") {
		if s.takesModelFirst() {
			c.Before = "model, "
		} else {
			c.After = ", " + p.Model + "=model"
		}
	}
	if input := s.model.Info().Input; input != "" {
		c.Before = input + "="
	}
	for _, a := range constants(p.Arguments) {
		c.After += ", " + a.Name + "=" + a.Value
	}
	if !c.Each {
		c.Item = c.Input
	}
	return c
}

// takesModelFirst tells whether predict has the model before its input, as in
// score(model, frame).
func (s *subject) takesModelFirst() bool {
	f := s.source.function(s.contract.Predict.Call)
	return f != nil && len(f.Required) > 0 && f.Required[0] == s.contract.Predict.Model
}

// inputName is what a repro calls what predict is given.
func inputName(c *schema.Contract) string {
	switch form := c.Predict.Form; {
	case c.Image != nil && len(c.Columns) == 0:
		return "images"
	case form == schema.FormRecord || form == schema.FormArguments:
		return "records"
	case form == "" || form == schema.FormDataFrame:
		return "frame"
	default:
		return string(form)
	}
}

// equalSamples tells whether two samples give the same input.
func equalSamples(a, b *sample) bool {
	return a.record.Schema().Equal(b.record.Schema()) && array.RecordEqual(a.record, b.record) && slices.Equal(a.labels, b.labels)
}
