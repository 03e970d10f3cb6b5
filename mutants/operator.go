package mutants

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// An Operator is one kind of slip. See the head of operators.toml.
type Operator struct {
	Name  string   `toml:"name"`
	Does  string   `toml:"does"`
	On    []string `toml:"on"`    // good models; empty for all
	Rules []string `toml:"rules"` // the cause: one of them must be named
	Also  []string `toml:"also"`  // may be reported besides
}

//go:embed operators.toml
var operatorsFile []byte

// Operators reads operators.toml.
func Operators() ([]Operator, error) {
	var file struct {
		Operators []Operator `toml:"operators"`
	}
	if err := toml.NewDecoder(bytes.NewReader(operatorsFile)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, fmt.Errorf("operators.toml: %w", err)
	}
	return file.Operators, nil
}

// appliesTo tells whether the operator is made in a good model.
func (o Operator) appliesTo(model string) bool {
	return len(o.On) == 0 || slices.Contains(o.On, model)
}

// among lists those of the models that the operator is made in.
func (o Operator) among(models []string) []string {
	return slices.DeleteFunc(slices.Clone(models), func(model string) bool { return !o.appliesTo(model) })
}

// named tells whether rules hold one that names the slip's cause.
func (o Operator) named(rules []string) bool {
	return slices.ContainsFunc(rules, func(rule string) bool { return slices.Contains(o.Rules, rule) })
}

// owns tells whether the slip explains a finding of a rule.
func (o Operator) owns(rule string) bool {
	return slices.Contains(o.Rules, rule) || slices.Contains(o.Also, rule)
}

// chosen keeps the operators of a comma-separated list, all of them for "".
func chosen(all []Operator, list string) ([]Operator, error) {
	if list == "" {
		return all, nil
	}
	var kept []Operator
	for _, name := range strings.Split(list, ",") {
		i := slices.IndexFunc(all, func(o Operator) bool { return o.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no operator %q: mutants/operators.toml lists all", name)
		}
		kept = append(kept, all[i])
	}
	return kept, nil
}

// chosenModels keeps the models of a comma-separated list; "retina" stands
// for all of its contracts, "" for all models.
func chosenModels(all []string, list string) ([]string, error) {
	if list == "" {
		return all, nil
	}
	var kept []string
	for _, name := range strings.Split(list, ",") {
		before := len(kept)
		for _, model := range all {
			if model == name || strings.HasPrefix(model, name+"/") {
				kept = append(kept, model)
			}
		}
		if len(kept) == before {
			return nil, fmt.Errorf("no good model %q: expected some of %s", name, strings.Join(all, ", "))
		}
	}
	return kept, nil
}
