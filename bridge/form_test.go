package bridge

import (
	"errors"
	"os"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// shownAs predicts with forms.py, whose functions answer with the repr of
// what they were given.
func shownAs(t *testing.T, c *schema.Contract, batch arrow.Record) string {
	t.Helper()
	c.Outputs = []schema.Output{{Name: "seen", DType: schema.DType{Kind: schema.Str}}}
	r, err := load(t, c).Predict(ctx, wrapper.Call{Batch: batch})
	return shown(t, r, err)
}

var everyKind = []schema.Column{
	{Name: "i", DType: schema.DType{Kind: schema.Int64}, Nullable: true, Null: schema.NullNA},
	{Name: "f", DType: schema.DType{Kind: schema.Float64}, Nullable: true},
	{Name: "b", DType: schema.DType{Kind: schema.Bool}, Nullable: true},
	{Name: "s", DType: schema.DType{Kind: schema.Str}, Nullable: true},
	{Name: "c", DType: schema.DType{Kind: schema.Category}, Levels: []schema.Level{{Text: "u"}, {Text: "v"}}, Nullable: true},
	{Name: "d", DType: schema.DType{Kind: schema.Date}, Nullable: true},
	{Name: "t", DType: schema.DType{Kind: schema.Datetime}, Nullable: true},
	{Name: "z", DType: schema.DType{Kind: schema.Datetime, Zone: "America/Chicago"}, Nullable: true},
	{Name: "e", DType: schema.DType{Kind: schema.Timedelta}, Nullable: true},
	{Name: "l", DType: schema.DType{Kind: schema.List, Elem: schema.Int8}, Nullable: true},
}

func TestRecordsAreDicts(t *testing.T) {
	batch := batchOf(everyKind, 2, func(_ schema.Column, row int) int { return 4 - row*5 })
	const first = `{'i': -9223372036854775808, 'f': -0.0, 'b': True, 's': '🧠', 'c': 'u', 'd': datetime.date(2000, 2, 29), ` +
		`'t': datetime.datetime(2022, 10, 30, 6, 0), 'z': datetime.datetime(2022, 10, 30, 1, 0, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400))), ` +
		`'e': datetime.timedelta(0), 'l': [127]}`
	const second = `{'i': None, 'f': nan, 'b': None, 's': None, 'c': None, 'd': None, 't': None, 'z': None, 'e': None, 'l': None}`
	want := jsonOf([]map[string]string{{"seen": first}, {"seen": second}})
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:show", Form: schema.FormRecord}, Columns: everyKind}
	if got := shownAs(t, c, batch); got != want {
		t.Errorf("record:\n got %s\nwant %s", got, want)
	}
	c = &schema.Contract{Predict: schema.Predict{Call: "forms:show_keywords", Form: schema.FormArguments}, Columns: everyKind}
	if got := shownAs(t, c, batch); got != want {
		t.Errorf("arguments:\n got %s\nwant %s", got, want)
	}
	if got := shownAs(t, c, batch.NewSlice(0, 0)); got != "[]" {
		t.Errorf("no rows: %s", got)
	}
}

func TestRecordsHaveNoneWhereTheContractSaysSo(t *testing.T) {
	columns := []schema.Column{
		{Name: "f", DType: schema.DType{Kind: schema.Float64}, Nullable: true, Null: schema.NullNone},
		{Name: "g", DType: schema.DType{Kind: schema.Float32, Extension: true}, Nullable: true, Null: schema.NullNone},
		{Name: "t", DType: schema.DType{Kind: schema.Datetime}, Nullable: true, Null: schema.NullNone},
		{Name: "e", DType: schema.DType{Kind: schema.Timedelta}, Nullable: true, Null: schema.NullNone},
	}
	batch := batchOf(columns, 1, func(schema.Column, int) int { return -1 })
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:show", Form: schema.FormRecord}, Columns: columns}
	if got, want := shownAs(t, c, batch), jsonOf([]map[string]string{{"seen": "{'f': None, 'g': None, 't': None, 'e': None}"}}); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestMatrices(t *testing.T) {
	columns := []schema.Column{{Name: "i", DType: schema.DType{Kind: schema.Int8}}, {Name: "f", DType: schema.DType{Kind: schema.Float64}, Nullable: true}, {Name: "b", DType: schema.DType{Kind: schema.Bool}}}
	batch := batchOf(columns, 2, func(c schema.Column, row int) int {
		if c.Nullable && row == 1 {
			return -1
		}
		return row + 1
	})
	for _, c := range []struct {
		form        schema.Form
		dtype, want string
	}{
		{schema.FormArray, "float64", `[{"seen":"array([[1.27e+02, 1.00e-01, 0.00e+00],\n       [0.00e+00,      nan, 1.00e+00]])"},{"seen":"C-contiguous writeable float64 (2, 3)"}]`},
		{schema.FormTensor, "float32", `[{"seen":"tensor([[1.2700e+02, 1.0000e-01, 0.0000e+00],\n        [0.0000e+00,        nan, 1.0000e+00]])"},{"seen":"torch.float32 (2, 3)"}]`},
		{schema.FormArray, "int64", `column "f", row 1: a missing value has no place in a matrix of int64: use a float dtype`},
	} {
		contract := &schema.Contract{Predict: schema.Predict{Call: "forms:show_matrix", Form: c.form, DType: c.dtype}, Columns: columns}
		if got := shownAs(t, contract, batch); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.form, got, c.want)
		}
	}
}

func TestTransformComesFirst(t *testing.T) {
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:show_in_list", Transform: "forms:shape"}, Columns: plainColumn}
	batch := ones(1).Batch
	if got, want := shownAs(t, c, batch), `[{"seen":"(1, 1)"}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIndexLabels(t *testing.T) {
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:index"}, Columns: plainColumn, Outputs: []schema.Output{{Name: "seen", DType: schema.DType{Kind: schema.Str}}}}
	call := ones(2)
	call.Index = []string{"b", "b"}
	r, err := load(t, c).Predict(ctx, call)
	if got, want := shown(t, r, err), `[{"seen":"b"},{"seen":"b"}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// jpegs is a batch of the named files.
func jpegs(t *testing.T, names ...string) arrow.Record {
	t.Helper()
	c := &schema.Contract{Image: &schema.Image{}}
	b := array.NewRecordBuilder(memory.DefaultAllocator, c.InputSchema())
	for _, name := range names {
		data, err := os.ReadFile("testdata/images/" + name)
		if err != nil {
			t.Fatal(err)
		}
		b.Field(0).(*array.BinaryBuilder).Append(data)
	}
	return b.NewRecord()
}

func imageContract(form schema.Form, edit func(*schema.Image)) *schema.Contract {
	i := &schema.Image{Modes: []string{"RGB"}, Convert: "convert", Layout: "CHW", DType: "uint8", Orientation: "as-stored"}
	if edit != nil {
		edit(i)
	}
	return &schema.Contract{Predict: schema.Predict{Call: "forms:show_image", Form: form}, Image: i}
}

// Files of testdata/images are 6 wide and 4 high, those turned 4 wide and 6 high.
func TestImages(t *testing.T) {
	for _, c := range []struct {
		name  string
		form  schema.Form
		edit  func(*schema.Image)
		files []string
		want  string
	}{
		{"bytes", schema.FormBytes, nil, []string{"colour.jpg"}, `[{"seen":"bytes ffd8"}]`},
		{"pil", schema.FormPIL, nil, []string{"colour.jpg", "grey.jpg"}, `[{"seen":"PIL RGB (6, 4)"},{"seen":"PIL RGB (6, 4)"}]`},
		{"pil own mode", schema.FormPIL, func(i *schema.Image) { i.Modes = []string{"RGB", "L"} }, []string{"grey.jpg"}, `[{"seen":"PIL L (6, 4)"}]`},
		{"pil rejects", schema.FormPIL, func(i *schema.Image) { i.Convert = "reject" }, []string{"grey.jpg"}, `column "image", row 0: ValueError('mode L is none of RGB')`},
		{"pil stored", schema.FormPIL, nil, []string{"turned.jpg"}, `[{"seen":"PIL RGB (6, 4)"}]`},
		{"pil turned", schema.FormPIL, func(i *schema.Image) { i.Orientation = "applied" }, []string{"turned.jpg"}, `[{"seen":"PIL RGB (4, 6)"}]`},
		{"tensor", schema.FormTensor, nil, []string{"colour.jpg"}, `[{"seen":"Tensor torch.uint8 (3, 4, 6) like PILToTensor"}]`},
		{"tensor scaled", schema.FormTensor, func(i *schema.Image) { i.Layout, i.DType, i.Scale = "HWC", "float32", "0-1" }, []string{"colour.jpg"}, `[{"seen":"Tensor torch.float32 (4, 6, 3) up to 1"}]`},
		{"tensors stacked", schema.FormTensor, func(i *schema.Image) { i.Batch = 8 }, []string{"colour.jpg", "grey.jpg"}, `[{"seen":"Tensor torch.uint8 (2, 3, 4, 6)"},{"seen":"Tensor torch.uint8 (2, 3, 4, 6)"}]`},
		{"bytes listed", schema.FormBytes, func(i *schema.Image) { i.Batch = 8 }, []string{"colour.jpg"}, `[{"seen":"list of 1"}]`},
		{"array grey", schema.FormArray, func(i *schema.Image) { i.Modes = []string{"L"} }, []string{"colour.jpg"}, `[{"seen":"ndarray uint8 (1, 4, 6)"}]`},
		{"not a jpeg", schema.FormPIL, nil, []string{"not.jpg"}, `column "image", row 0: OSError('cannot identify image file')`},
		{"truncated", schema.FormTensor, nil, []string{"truncated.jpg"}, `unreadable`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shownAs(t, imageContract(c.form, c.edit), jpegs(t, c.files...))
			if c.want == "unreadable" {
				expectInputError(t, imageContract(c.form, c.edit), jpegs(t, c.files...))
			} else if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A picture takes many times the memory of its JPEG: there is one at a time.
func TestPicturesAreDecodedInTurn(t *testing.T) {
	c := imageContract(schema.FormPIL, nil)
	c.Predict.Call = "forms:alive"
	want := `[{"seen":"1"},{"seen":"1"},{"seen":"1"}]`
	if got := shownAs(t, c, jpegs(t, "colour.jpg", "colour.jpg", "colour.jpg")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func expectInputError(t *testing.T, c *schema.Contract, batch arrow.Record) {
	t.Helper()
	_, err := load(t, c).Predict(ctx, wrapper.Call{Batch: batch})
	var input *wrapper.InputError
	if !errors.As(err, &input) || input.Row != 0 || input.Column != schema.ImageColumn {
		t.Errorf("got %v", err)
	}
}

func TestBatchOfOtherTypes(t *testing.T) {
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:show"}, Columns: plainColumn, Outputs: []schema.Output{{Name: "seen", DType: schema.DType{Kind: schema.Str}}}}
	field := plainColumn[0].Arrow()
	field.Type = arrow.BinaryTypes.String
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{field}, nil))
	b.Field(0).(*array.StringBuilder).Append("1")
	_, err := load(t, c).Predict(ctx, wrapper.Call{Batch: b.NewRecord()})
	if want := `column "x": a batch has int64 as arrow's int64: it has utf8`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
