package schema

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

func (d *document) verifyForm(p path, c *Contract) {
	if !oneOf(d, p.key("form"), c.Predict.Form, forms) {
		return
	}
	takesElements := c.Predict.Form == FormArray || c.Predict.Form == FormTensor
	switch {
	case c.Predict.DType == "":
	case c.Image != nil:
		d.fault(p.key("dtype"), "is for columns: the dtype of an image tensor stands in [image]")
	case !takesElements:
		d.fault(p.key("dtype"), "is for the forms array and tensor: each column has its own dtype")
	default:
		oneOf(d, p.key("dtype"), Kind(c.Predict.DType), elementTypes)
	}
}

func (d *document) verifyKeys(p path, predict Predict, columns []Column) {
	if oneOf(d, p.key("rows"), predict.Rows, rowsWords) && predict.Rows != RowsOne && len(predict.Keys) == 0 {
		d.fault(p.key("rows"), "%q needs keys: write the headers of the key columns", string(predict.Rows))
	}
	if byKey := predict.Rows == RowsKey || predict.Rows == RowsKeys; byKey && (predict.Form == FormRecord || predict.Form == FormArguments) {
		d.fault(p.key("rows"), "%q is for forms that hold several rows: %q takes one a call", string(predict.Rows), string(predict.Form))
	}
	for i, key := range predict.Keys {
		at := p.key("keys").index(i)
		switch {
		case key == "":
			d.fault(at, "a key without a name")
		case slices.Contains(predict.Keys[:i], key):
			d.fault(at, "%q is there twice", key)
		case predict.Rows == RowsKeys:
			d.verifyCarried(at, key, columns)
		}
	}
}

// verifyCarried holds a key that results carry to being one that predict sees.
func (d *document) verifyCarried(p path, key string, columns []Column) {
	i := slices.IndexFunc(columns, func(c Column) bool { return c.Name == key })
	if i < 0 {
		d.fault(p, "%q is no column: with rows = %q predict must see it to give it back", key, string(RowsKeys))
	} else if dtype := columns[i].DType; dtype.Kind != Str && !dtype.IsInteger() {
		d.fault(p, "%q is a column of %s: a key that results carry is str or an integer", key, dtype)
	}
}

// verifyInput holds the form to the sections: columns, or an image.
func (d *document) verifyInput(c *Contract) {
	isImageForm := slices.Contains(imageForms, c.Predict.Form)
	switch {
	case c.Image != nil && len(c.Columns) > 0:
		d.fault(root.key("image"), "beside [[columns]]: a model takes the one or the other")
	case c.Image != nil && !isImageForm && slices.Contains(forms, c.Predict.Form):
		d.fault(root.key("predict").key("form"), "%q takes columns: write %s for [image]", string(c.Predict.Form), quotedList(imageForms))
	case c.Image == nil && len(c.Columns) == 0 && (c.Predict.Form != FormBytes && c.Predict.Form != FormPIL):
		d.fault(root.key("columns"), "missing: declare each column that predict takes, or an [image]")
	case c.Image == nil && (c.Predict.Form == FormBytes || c.Predict.Form == FormPIL):
		d.fault(root.key("predict").key("form"), "%q takes JPEGs: add an [image] section", string(c.Predict.Form))
	}
}

func (d *document) verifyImage(c *Contract) {
	if c.Image == nil {
		return
	}
	p, i := root.key("image"), c.Image
	if keys := c.Predict.Keys; len(keys) > 0 && !slices.Equal(keys, []string{KeyColumn}) {
		d.fault(root.key("predict").key("keys"), "the key of an image is %q: write that, or leave keys out", KeyColumn)
	}
	for n, mode := range i.Modes {
		oneOf(d, p.key("modes").index(n), mode, imageModes)
	}
	if len(i.Modes) == 0 {
		d.fault(p.key("modes"), `empty: write the modes it takes, such as ["RGB"]`)
	}
	oneOf(d, p.key("convert"), i.Convert, conversions)
	oneOf(d, p.key("layout"), i.Layout, layouts)
	oneOf(d, p.key("orientation"), i.Orientation, orientations)
	if oneOf(d, p.key("dtype"), i.DType, pixelTypes) && oneOf(d, p.key("scale"), i.Scale, scales) &&
		i.Scale != "" && i.DType != string(Float32) {
		d.fault(p.key("scale"), `%q needs dtype = "float32"`, i.Scale)
	}
	if i.Batch < 0 {
		d.fault(p.key("batch"), "%d is below 0: write how many JPEGs go into one call", i.Batch)
	}
}

func (d *document) verifyExamples(examples []Example) {
	for i, e := range examples {
		p := root.key("examples").index(i)
		d.need(p, "records", e.Records, "the file with the records")
		d.need(p, "expect", e.Expect, "the file with what predict gave for them")
		d.verifyTolerance(p.key("rtol"), e.RTol)
		d.verifyTolerance(p.key("atol"), e.ATol)
	}
}

func (d *document) verifyTolerance(p path, tolerance float64) {
	if !(tolerance >= 0) || math.IsInf(tolerance, 0) {
		d.fault(p, "%v is no tolerance: write a number from 0", tolerance)
	}
}

func (d *document) verifyRecords(r Records) {
	p := root.key("records")
	oneOf(d, p.key("encoding"), r.Encoding, encodings)
	oneOf(d, p.key("headers"), r.Headers, headerWords)
	if !partsFields(r.Delimiter) {
		d.fault(p.key("delimiter"), delimiterFault, r.Delimiter)
	}
}

const delimiterFault = "%q cannot part fields: write one character, not a quote or a line end"

func partsFields(delimiter string) bool {
	return utf8.RuneCountInString(delimiter) <= 1 && !strings.ContainsAny(delimiter, "\"\r\n\x00\ufffd")
}

// With is how records are written where something else is said of their
// encoding or delimiter than the contract does; "" stands for nothing.
func (r Records) With(encoding, delimiter string) (Records, error) {
	if encoding != "" {
		if !slices.Contains(encodings, encoding) {
			return r, fmt.Errorf("encoding %q is not known here: write %s", encoding, quotedList(encodings))
		}
		r.Encoding = encoding
	}
	if delimiter != "" {
		if !partsFields(delimiter) {
			return r, fmt.Errorf("delimiter "+delimiterFault, delimiter)
		}
		r.Delimiter = delimiter
	}
	return r, nil
}

func (d *document) verifyWaivers(waivers []Waiver) {
	for i, w := range waivers {
		p := root.key("waivers").index(i)
		if d.need(p, "rule", w.Rule, `the rule's name, as in "3b/range-unenforced"`) {
			d.matches(p.key("rule"), w.Rule, ruleName, `a rule's name, as "3b/range-unenforced"`)
		}
		d.need(p, "reason", w.Reason, "why the finding is accepted")
	}
}

func (d *document) verifyEnvironment(e Environment) {
	p := root.key("environment")
	if e.Threads < 1 {
		d.fault(p.key("threads"), "%d is below 1", e.Threads)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Variables)) {
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(e.Variables[name], "\x00") {
			d.fault(p.key("variables").key(name), "no environment holds this name or value")
		}
		if steers(name) {
			d.fault(p.key("variables").key(name), "it is for the loader, libc, Python or Go, not for a model: leave it out")
		}
	}
}
