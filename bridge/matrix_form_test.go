package bridge

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// A matrixForm is what predict takes in a call, and of how many records.
type matrixForm struct {
	name  string
	form  schema.Form
	rows  schema.Rows
	image bool
	batch int
	whole bool // asked for each kind, others for the first of each line alone
}

var matrixForms = []matrixForm{
	{name: "dataframe", form: schema.FormDataFrame, whole: true},
	{name: "array", form: schema.FormArray},
	{name: "tensor", form: schema.FormTensor},
	{name: "bytes, batch", form: schema.FormBytes, image: true, batch: 128},
	{name: "pil, batch", form: schema.FormPIL, image: true, batch: 128},
	{name: "photograph, batch", form: schema.FormTensor, image: true, batch: 128},
	{name: "record", form: schema.FormRecord, whole: true},
	{name: "arguments", form: schema.FormArguments},
	{name: "dataframe, key", form: schema.FormDataFrame, rows: schema.RowsKey},
	{name: "array, key", form: schema.FormArray, rows: schema.RowsKey},
	{name: "tensor, key", form: schema.FormTensor, rows: schema.RowsKey},
	{name: "bytes", form: schema.FormBytes, image: true},
	{name: "pil", form: schema.FormPIL, image: true},
	{name: "photograph", form: schema.FormTensor, image: true},
	{name: "dataframe, keys", form: schema.FormDataFrame, rows: schema.RowsKeys, whole: true},
	{name: "array, keys", form: schema.FormArray, rows: schema.RowsKeys},
	{name: "tensor, keys", form: schema.FormTensor, rows: schema.RowsKeys},
}

// ofOne tells whether a call gives one record's result.
func (f matrixForm) ofOne() bool {
	return f.rows == schema.RowsKey || f.form == schema.FormRecord || f.form == schema.FormArguments || f.image && f.batch == 0
}

// ids are those of n records, of which no two or more are in the order of their
// numbers. With keys, each has two records.
func (f matrixForm) ids(n int) []int {
	ids := make([]int, n)
	for i := range ids {
		switch f.rows {
		case schema.RowsKey:
			ids[i] = matrixID(0)
		case schema.RowsKeys:
			ids[i] = matrixID(i / 2)
		default:
			ids[i] = matrixID(i)
		}
	}
	return ids
}

// matrixID numbers up to 101 records, beginning with 91, 54, 17.
func matrixID(i int) int { return (90+64*i)%101 + 1 }

var matrixColumns = []schema.Column{
	{Name: "id", DType: schema.DType{Kind: schema.Int64}},
	{Name: "x", DType: schema.DType{Kind: schema.Float64}},
}

// contract has the outputs, of a model that makes a table of so many columns.
func (f matrixForm) contract(outputs []schema.Output, columns int) *schema.Contract {
	call := map[schema.Rows]string{schema.RowsKey: "kinds:of_a_key", schema.RowsKeys: "kinds:of_keys"}[f.rows]
	if call == "" {
		call = "kinds:answer"
	}
	c := &schema.Contract{Outputs: outputs, Predict: schema.Predict{
		Call: call, Form: f.form, Rows: f.rows, Arguments: map[string]any{"outputs": int64(columns)},
	}}
	if f.image {
		c.Image = &schema.Image{Modes: []string{"L"}, Convert: "convert", Layout: "CHW", DType: "uint8", Orientation: "as-stored", Batch: f.batch}
		return c
	}
	c.Columns, c.Predict.Keys = matrixColumns, []string{"id"}
	c.Predict.DType = map[schema.Form]string{schema.FormArray: "float64", schema.FormTensor: "float32"}[f.form]
	return c
}

// matrixOutputs are so many of float64, or one of another dtype.
func matrixOutputs(t testing.TB, dtype string, n int) []schema.Output {
	lines := []string{"o0 " + dtype}
	for j := 1; j < n && dtype == "float64"; j++ {
		lines = append(lines, fmt.Sprint("o", j, " ", dtype))
	}
	return outputs(t, lines...)
}

// call has n records, each known by its id alone.
func (f matrixForm) call(n int) wrapper.Call {
	b := array.NewRecordBuilder(memory.DefaultAllocator, f.contract(nil, 0).InputSchema())
	defer b.Release()
	for _, id := range f.ids(n) {
		if f.image {
			b.Field(0).(*array.BinaryBuilder).Append(photograph(id))
			continue
		}
		b.Field(0).(*array.Int64Builder).Append(int64(id))
		b.Field(1).(*array.Float64Builder).Append(float64(id) / 2)
	}
	return wrapper.Call{Batch: b.NewRecord()}
}

// photograph is a JPEG of one grey, the id twice.
func photograph(id int) []byte {
	grey := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range grey.Pix {
		grey.Pix[i] = uint8(2 * id)
	}
	var file bytes.Buffer
	must(jpeg.Encode(&file, grey, &jpeg.Options{Quality: 100}))
	return file.Bytes()
}
