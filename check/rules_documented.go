package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var saysReturn = regexp.MustCompile(`(?i)\b(returns?|yields?)\b`)

// entryPointUndocumented finds an entry point whose docstring is missing, or
// does not name each parameter, what is returned, and one example.
//
// Why: whoever puts the model to work has the docstring to go by (3a).
//
// Example: def load(weights, config): without a docstring.
//
// Instead: say what each argument is, what comes back, and show one call.
func entryPointUndocumented(_ context.Context, s *subject) ([]Finding, error) {
	f := s.source.function(s.contract.Load.Call)
	if f == nil {
		return nil, nil // not there, or not certainly this one
	}
	lacks := f.undocumented()
	if f.Doc == "" {
		lacks = []string{"docstring"}
	}
	if len(lacks) == 0 {
		return nil, nil
	}
	return []Finding{{Message: fmt.Sprintf("the entry point %s is not documented in full", f.Name), File: f.path, Line: f.Line,
		Declared: "a docstring with arguments, result and one example", Seen: "no " + strings.Join(lacks, ", no "), Fix: "write it"}}, nil
}

// undocumented lists what a docstring leaves out.
func (f functionFact) undocumented() []string {
	var lacks []string
	for _, name := range f.Required {
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(f.Doc) {
			lacks = append(lacks, "word of "+name)
		}
	}
	if !f.Makes && !saysReturn.MatchString(f.Doc) {
		lacks = append(lacks, "word of what it returns")
	}
	isExample := func(mark string) bool { return strings.Contains(f.Doc, mark) }
	if !slices.ContainsFunc([]string{">>>", "```", "::\n", f.Name + "("}, isExample) {
		lacks = append(lacks, "example")
	}
	return lacks
}

// entryPointTakesMore finds an entry point with a required parameter that is
// none of the contract's resources. Several resources are none too many:
// weights may come in parts.
//
// Why: the platform has the weights and the config to give, and nothing else (3a).
//
// Example: def load(weights, device):
//
// Instead: give the parameter a default, or make it a key of the config.
func entryPointTakesMore(_ context.Context, s *subject) ([]Finding, error) {
	f := s.source.function(s.contract.Load.Call)
	if f == nil {
		return nil, nil
	}
	var more []string
	for _, name := range f.Required {
		if _, ok := s.contract.Load.Resources[name]; !ok {
			more = append(more, name)
		}
	}
	if len(more) == 0 {
		return nil, nil
	}
	return []Finding{{Message: fmt.Sprintf("the entry point %s needs more than weights and a config", f.Name), File: f.path, Line: f.Line,
		Declared: "parameters that [load.resources] names", Seen: "required: " + strings.Join(more, ", "), Fix: "give each a default, or make it a key of the config"}}, nil
}

// predictUndocumented finds a predict function without a docstring.
//
// Why: it is where the columns, their dtypes and sources, and the result are
// documented (3b); without it nobody knows what to give.
//
// Example: def predict(frame, model): return model.predict_proba(frame)[:, 1]
//
// Instead: document every column and the result.
func predictUndocumented(_ context.Context, s *subject) ([]Finding, error) {
	d := s.documentOf("predict")
	if d == nil || d.There {
		return nil, nil
	}
	return []Finding{{Message: fmt.Sprintf("%s has no docstring", d.Name), File: d.Path, Line: d.Line,
		Declared: "a docstring with every column and the result", Seen: "none", Fix: "document every column and the result"}}, nil
}
