package schema

import (
	"slices"

	"handoff/epic"
)

func (d *document) verifyColumns(c *Contract) {
	seen := map[string]int{}
	for i, col := range c.Columns {
		p := root.key("columns").index(i)
		d.verifyName(p, col.Name, seen, col.Line)
		if !d.verifyDType(p, col.DType) {
			continue
		}
		d.verifyColumnForm(p, col, c.Predict)
		d.verifyNull(p, col, c.Predict.Form)
		d.verifyRange(p.key("range"), col.DType, col.Range)
		d.verifyLevels(p, col.DType, col.Levels)
		d.verifyUnknown(p, col)
		d.verifyDecoding(p, col)
	}
}

func (d *document) verifyName(p path, name string, seen map[string]int, line int) {
	if !d.need(p, "name", name, "its exact name") {
		return
	}
	if first, ok := seen[name]; ok {
		d.fault(p.key("name"), "already declared on line %d", first)
		return
	}
	seen[name] = line
}

// verifyDType tells whether there is a dtype to hold the rest to.
func (d *document) verifyDType(p path, dtype DType) bool {
	if dtype.Kind == "" {
		d.fault(p.key("dtype"), "missing: write what a value is, such as float64 or str")
	}
	return dtype.Kind != ""
}

func (d *document) verifyColumnForm(p path, c Column, predict Predict) {
	p = p.key("dtype")
	switch form := predict.Form; {
	case c.DType.Kind == JSON:
		d.fault(p, "json is for outputs: write the type of a value")
	case c.DType.Kind == List && form != FormRecord && form != FormArguments:
		d.fault(p, "%s is for the forms record and arguments, not %s", c.DType, form)
	case form == FormArray || form == FormTensor:
		d.verifyElement(p, c, predict)
	}
}

// verifyElement holds a column to a form whose cells all have one dtype.
func (d *document) verifyElement(p path, c Column, predict Predict) {
	isFloat := predict.DType == "" || predict.DType == string(Float32) || predict.DType == string(Float64)
	switch {
	case !slices.Contains(elementTypes, c.DType.Kind):
		d.fault(p, "form %s holds numbers and bool, not %s", predict.Form, c.DType)
	case c.Nullable && !isFloat:
		d.fault(p.parent().key("nullable"), "a %s %s holds no missing value: declare float64, or nullable = false", predict.DType, predict.Form)
	}
}

func (d *document) verifyNull(p path, c Column, form Form) {
	at := p.key("null")
	switch {
	case c.Null != "" && !oneOf(d, at, c.Null, nullWords):
	case c.Null != "" && !c.Nullable:
		d.fault(at, "%q without nullable = true: add it, or leave null out", string(c.Null))
	case c.Nullable && c.NullValue() == "":
		d.fault(at, "missing: a nullable %s is float64 with %q, %s with %q or object with %q: choose one",
			c.DType, string(NullNaN), extensionName(c.DType.Kind), string(NullNA), string(NullNone))
	case c.Nullable:
		if err := c.NullValue().fits(c.DType, form); err != nil {
			d.fault(at, "%v", err)
		}
	}
}

func (d *document) verifyUnknown(p path, c Column) {
	if c.DType.Kind != Category && c.Ordered {
		d.fault(p.key("ordered"), "is for dtype category, not %s", c.DType)
	}
	if c.DType.Kind != Category && !epic.UsesList(c.Decode) {
		if c.Unknown != "" {
			d.fault(p.key("unknown"), "is for dtype category and for the decoders of codes, not %s", c.DType)
		}
		return
	}
	if c.Unknown == "" || d.verifyMissing(p.key("unknown"), c, c.Unknown) {
		return
	}
	known := []string{"reject", "missing"}
	for _, l := range c.Levels {
		known = append(known, l.String())
	}
	oneOf(d, p.key("unknown"), c.Unknown, known)
}

// verifyMissing tells whether a policy is that a value becomes missing, and notes
// one of a column that has no missing values.
func (d *document) verifyMissing(p path, c Column, policy string) bool {
	if policy == "missing" && !c.Nullable {
		d.fault(p, `"missing" needs nullable = true`)
	}
	return policy == "missing"
}

func (d *document) verifyOutputs(c *Contract) {
	if len(c.Outputs) == 0 {
		d.fault(root.key("outputs"), "missing: declare what predict returns")
	}
	seen := map[string]int{}
	for i, o := range c.Outputs {
		p := root.key("outputs").index(i)
		d.verifyName(p, o.Name, seen, o.Line)
		if slices.Contains(c.Predict.Keys, o.Name) {
			d.fault(p.key("name"), "is also a key: the results would have it twice")
		}
		if _, err := ParseTake(o.Take); err != nil {
			d.fault(p.key("take"), "%v", err)
		}
		if d.verifyDType(p, o.DType) {
			d.verifyRange(p.key("range"), o.DType, o.Range)
			d.verifyLevels(p, o.DType, o.Levels)
		}
		d.verifyContributions(p.key("contributions"), o, c)
	}
}

func (d *document) verifyContributions(p path, o Output, c *Contract) {
	switch {
	case !o.Contributions:
	case o.DType.Kind != JSON:
		d.fault(p, `is for dtype = "json": {column: number} or [[column, number], ...]`)
	case len(c.Columns) == 0:
		d.fault(p, "is of columns, and there are none")
	}
}
