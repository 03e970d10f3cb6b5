package check

import (
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A reproInput is what one call is given, as its template writes it.
type reproInput struct {
	Name    string
	Says    string // what it is, for a comment
	Same    string // the name of an earlier input that it equals, or ""
	Form    string
	DType   string // of a matrix
	Labels  string
	Columns []reproColumn
	Rows    []string   // of a matrix, their cells
	Records [][]string // each with its `"name": cell`
	reproImages
}

type reproColumn struct {
	Name, Cells, DType, Levels, Ordered, Zone string
}

// reproImages is what pictures need besides.
type reproImages struct {
	JPEGs         [][]string // each as lines of base64
	Image         *schema.Image
	Mode, Modes   string
	Pixels, Torch bool
}

// reproLargest bounds a picture that is written into a repro, in bytes.
const reproLargest = 64 << 10

func (s *subject) reproInput(name string, c *call) (reproInput, error) {
	on := c.sample
	in := reproInput{Name: name, Form: string(s.contract.Predict.Form), DType: s.contract.Predict.DType}
	in.Says = fmt.Sprintf("%s: %s.", upperFirst(c.what), plural(int(on.record.NumRows()), "row"))
	if s.contract.Image != nil && len(s.contract.Columns) == 0 {
		return in, s.fillImages(&in, on)
	}
	for i, field := range on.record.Schema().Fields() {
		column, err := schema.ColumnOf(field)
		if err != nil {
			return in, err
		}
		in.add(column, on.record.Column(i))
	}
	if on.labels != nil {
		in.Labels = "[" + list(on.labels, quoted) + "]"
	}
	return in, nil
}

// add adds a column in the input's form.
func (in *reproInput) add(c schema.Column, values arrow.Array) {
	records := in.isRecords()
	cells := make([]string, values.Len())
	for i := range cells {
		cells[i] = cellLiteral(values, i, missingLiteral(c, schema.Form(in.Form)), records)
	}
	column := reproColumn{Name: quoted(c.Name), Cells: list(cells, asIs), DType: c.PandasDType(), Zone: c.DType.Zone, Ordered: literal(c.Ordered)}
	if dictionary, ok := values.(*array.Dictionary); ok {
		column.Levels = levelsLiteral(c, dictionary)
	}
	in.Columns = append(in.Columns, column)
	for i, cell := range cells {
		if len(in.Columns) == 1 {
			in.Rows, in.Records = append(in.Rows, ""), append(in.Records, nil)
		} else {
			in.Rows[i] += ", "
		}
		in.Rows[i] += cell
		in.Records[i] = append(in.Records[i], column.Name+": "+cell)
	}
}

func asIs(text string) string { return text }

// isRecords tells whether the form has plain Python values.
func (in *reproInput) isRecords() bool {
	return slices.Contains([]schema.Form{schema.FormRecord, schema.FormArguments}, schema.Form(in.Form))
}

// levelsLiteral are a category's levels: the contract's, or else those that
// the values come with.
func levelsLiteral(c schema.Column, values *array.Dictionary) string {
	if len(c.Levels) > 0 {
		return list(c.Levels, levelLiteral)
	}
	levels := values.Dictionary()
	texts := make([]string, levels.Len())
	for i := range texts {
		texts[i] = cellLiteral(levels, i, "None", false)
	}
	return list(texts, asIs)
}

// missingLiteral is a missing value as Python writes it. What pandas makes of
// None in an extension dtype or a time is NA or NaT.
func missingLiteral(c schema.Column, form schema.Form) string {
	switch {
	case form == schema.FormArray || form == schema.FormTensor:
		return "math.nan"
	case form == schema.FormRecord || form == schema.FormArguments:
		if c.Null == schema.NullNaN || c.Null == "" && c.DType.IsFloat() && !c.DType.Extension {
			return "math.nan"
		}
	case c.NullValue() == schema.NullNaN && c.DType.Kind != schema.Category:
		return "math.nan"
	}
	return "None"
}

// fillImages writes pictures into the repro.
func (s *subject) fillImages(in *reproInput, on *sample) error {
	in.Form = "image"
	jpegs, ok := on.record.Column(0).(*array.Binary)
	if !ok {
		return fmt.Errorf("the batch of an image model has no pictures: it has %s", on.record.Schema())
	}
	for i := range jpegs.Len() {
		if len(jpegs.Value(i)) > reproLargest {
			return noRepro("a picture is too large to be written into it")
		}
		in.JPEGs = append(in.JPEGs, base64Lines(jpegs.Value(i)))
	}
	form := s.contract.Predict.Form
	if form == schema.FormBytes {
		return nil
	}
	if in.Image = s.contract.Image; !s.has("pillow") {
		return noRepro("it needs Pillow to decode JPEGs, and the environment has none")
	}
	in.Pixels, in.Torch = form != schema.FormPIL, form == schema.FormTensor && s.has("torch")
	in.Mode, in.Modes = quoted(in.Image.Modes[0]), list(in.Image.Modes, quoted)
	return nil
}

func base64Lines(data []byte) []string {
	var lines []string
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 72) {
		lines = append(lines, string(chunk))
	}
	return lines
}

// has tells whether the environment holds a distribution, by its normalised name.
func (s *subject) has(name string) bool {
	return s.env != nil && s.env.Freeze[name] != ""
}
