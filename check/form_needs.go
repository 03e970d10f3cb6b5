package check

import (
	"fmt"
	"slices"
	"strings"

	"handoff/schema"
	"handoff/wrapper"
)

// formNeeds are the modules without which what predict takes, or load gives,
// cannot be made, whether or not the authors' code imports them.
func formNeeds(c *schema.Contract) (roots []string) {
	switch form := c.Predict.Form; {
	case form == schema.FormDataFrame || form == "":
		roots = append(roots, "pandas")
	case form == schema.FormArray:
		roots = append(roots, "numpy")
	case form == schema.FormTensor && c.Image == nil:
		roots = append(roots, "torch")
	case form == schema.FormTensor:
		roots = append(roots, "numpy")
	case form == schema.FormPIL:
		roots = append(roots, "PIL")
	}
	if c.Load.Torch != "" {
		roots = append(roots, "torch")
	}
	return roots
}

// mayUse are the modules that the contract's calls and forms use: those needed,
// those of its calls, and those that make a photograph where they are there.
func mayUse(c *schema.Contract) []string {
	roots := formNeeds(c)
	for _, call := range []string{c.Load.Call, c.Predict.Call, c.Predict.Transform} {
		if module, _, named := strings.Cut(call, ":"); named {
			roots = append(roots, topOf(module))
		}
	}
	if c.Image != nil && c.Predict.Form != schema.FormBytes {
		roots = append(roots, "PIL")
	}
	if c.Image != nil && c.Predict.Form == schema.FormTensor {
		roots = append(roots, "torch")
	}
	return roots
}

// unmetNeeds are findings of needs of the form that no declared dependency brings.
func (s *subject) unmetNeeds(m *metadata) (found []Finding) {
	if s.contract == nil {
		return nil
	}
	form := s.contract.Predict.Form
	if form == "" {
		form = schema.FormDataFrame
	}
	for _, root := range formNeeds(s.contract) {
		if s.isDeclared(m, root) || s.isBrought(m, root) {
			continue
		}
		brings := map[string]string{"PIL": "pillow"}[root]
		if brings == "" {
			brings = root
		}
		found = append(found, Finding{Message: fmt.Sprintf("predict takes the form %s, which needs %s, and no dependency brings it", form, root), File: s.shownFile(schema.FileName),
			Declared: "dependencies that bring what the form needs", Seen: fmt.Sprintf("form = %q", form), Fix: "declare and pin " + brings})
	}
	return found
}

// isBrought tells whether a declared dependency requires the distribution that
// brings a module, so that it is always there.
func (s *subject) isBrought(m *metadata, root string) bool {
	return slices.ContainsFunc(s.installed.distributions, func(d wrapper.Distribution) bool {
		return m.declares(wrapper.NormalName(d.Name)) && slices.ContainsFunc(readable(d.Dependencies), func(r wrapper.Requirement) bool {
			return slices.Contains(s.installed.providers[root], wrapper.NormalName(r.Name))
		})
	})
}
