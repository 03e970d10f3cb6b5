package check

import (
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// A reproValues says where in what predict returned an output's values are.
type reproValues struct {
	Of     string // the name of what predict returned
	Each   bool   // it is a list of answers, one a row
	Kind   string // frame, series, array, mapping, mappings, list, scalar
	Take   string // the path that the contract gives, as Python writes it
	Items  bool   // the path is to be followed in each item of a list
	Named  string // the output's name, where the result has it
	At     int    // its position otherwise
	Plain  bool   // of a mapping, without numpy
	Listed bool   // of a mapping: its value is a list of all rows' values
}

// reproValues finds an output in a call's result.
func (s *subject) reproValues(of string, c *call, output string) (reproValues, error) {
	if c.result == nil {
		return reproValues{}, noRepro("the call gave no result to look at")
	}
	at := slices.IndexFunc(s.contract.Outputs, func(o schema.Output) bool { return o.Name == output })
	if at < 0 {
		return reproValues{}, noRepro("the whole result is at fault, not one output")
	}
	o, seen := s.contract.Outputs[at], c.result.Seen
	v := reproValues{Of: of, Each: s.perRowCalls(), At: s.positionOf(o), Kind: resultKind(seen)}
	nested := o.DType.Kind == schema.JSON || o.DType.Kind == schema.List
	if v.Take = o.Take; v.Take != "" {
		rest, isItems := strings.CutPrefix(o.Take, "[:]")
		if v.Items = isItems && v.Kind == "list" && !v.Each; v.Items {
			v.Take = rest
		}
		return v, nil
	}
	if slices.Contains(seen.Columns, o.Name) {
		v.Named = quoted(o.Name)
	}
	v.Plain = nested || !s.has("numpy")
	if i := slices.Index(seen.Columns, o.Name); i >= 0 && i < len(seen.DTypes) {
		v.Listed = strings.HasPrefix(seen.DTypes[i], "list of") && !nested
	}
	return v, v.understood(seen, o.Name, nested, len(s.contract.Outputs))
}

// understood refuses a result whose parts cannot be told apart from what was
// noted of it.
func (v *reproValues) understood(seen wrapper.Seen, output string, nested bool, outputs int) error {
	dtype := strings.Join(seen.DTypes, "")
	switch {
	case v.Kind == "mapping" && v.Named == "":
		return noRepro("the output has another name in the result")
	case v.Kind == "list" && strings.HasPrefix(dtype, "list of dict") && !v.Each:
		v.Kind, v.Named = "mappings", quoted(output)
	case v.Kind == "list" && !v.Each && (outputs > 1 || strings.Contains(dtype, "of list") || strings.Contains(dtype, "of tuple")):
		return noRepro("the result is a nested list")
	case nested && v.Kind != "mapping" && v.Kind != "frame" && v.Kind != "series":
		return noRepro("the output is nested in the result")
	}
	return nil
}

// positionOf is an output's place among those that no path is given for.
func (s *subject) positionOf(o schema.Output) (at int) {
	for _, other := range s.contract.Outputs {
		if other.Name == o.Name {
			return at
		}
		if other.Take == "" {
			at++
		}
	}
	return at
}

// resultKind tells the kinds of results apart that Python code reads in
// different ways.
func resultKind(seen wrapper.Seen) string {
	switch name := seen.Type; {
	case strings.HasPrefix(name, "pandas.") && strings.HasSuffix(name, ".DataFrame"):
		return "frame"
	case strings.HasPrefix(name, "pandas.") && strings.HasSuffix(name, ".Series"):
		return "series"
	case name == "torch.Tensor" || name == "numpy.ndarray":
		return "array"
	case len(seen.Columns) > 0:
		return "mapping"
	case name == "list" || name == "tuple":
		return "list"
	}
	return "scalar"
}

// perRowCalls tells whether predict is called once for each row.
func (s *subject) perRowCalls() bool {
	if image := s.contract.Image; image != nil && len(s.contract.Columns) == 0 {
		return image.Batch == 0
	}
	form := s.contract.Predict.Form
	return form == schema.FormRecord || form == schema.FormArguments
}
