package check

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/testmodels"
)

// everyDType is a contract with a column of every dtype, some bounded.
func everyDType(t *testing.T) *schema.Contract {
	t.Helper()
	text := "[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\n[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n"
	for i, dtype := range []string{"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "bool", "str",
		"date", "datetime64[ns]", "datetime64[ns, America/Chicago]", "timedelta64[ns]", "Int64", "Float32", "boolean", "string"} {
		text += fmt.Sprintf("[[columns]]\nname = \"c%d\"\ndtype = %q\n", i, dtype)
	}
	text += "[[columns]]\nname = \"bounded\"\ndtype = \"float64\"\nrange = [-3, 0.5]\n" +
		"[[columns]]\nname = \"open\"\ndtype = \"int64\"\nrange = [5, inf]\n" +
		"[[columns]]\nname = \"days\"\ndtype = \"date\"\nrange = [1995-01-01, 1995-02-01]\n" +
		"[[columns]]\nname = \"codes\"\ndtype = \"category\"\nlevels = [3, 1, 2]\n" +
		"[[columns]]\nname = \"names\"\ndtype = \"category\"\nlevels = [\"b\", \"a\"]\nordered = true\n"
	c, err := schema.Parse("handoff.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// everyList is a contract with a column of lists of every kind of element.
func everyList(t *testing.T) *schema.Contract {
	t.Helper()
	text := "[model]\nname = \"m\"\n[predict]\ncall = \"m:predict\"\nform = \"record\"\n[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n"
	for _, element := range []string{"int8", "uint64", "float64", "bool", "str"} {
		text += fmt.Sprintf("[[columns]]\nname = %q\ndtype = \"list[%s]\"\n", element, element)
	}
	c, err := schema.Parse("handoff.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func nothingKnown(schema.Column) []string { return nil }

// Made rows keep the contract they are made from.
func TestGeneratedRowsAreValid(t *testing.T) {
	contracts := map[string]*schema.Contract{"every dtype": everyDType(t), "every list": everyList(t)}
	good, err := testmodels.Good()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range good {
		dir, _ := materialised(t, name)
		if contracts[name], err = schema.Read(filepath.Join(dir, schema.FileName)); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range contracts {
		t.Run(name, func(t *testing.T) {
			record, err := generate(c, 7, nothingKnown)
			if err != nil {
				t.Fatal(err)
			}
			defer record.Release()
			if record.NumRows() != 7 {
				t.Errorf("%d rows, want 7", record.NumRows())
			}
			for _, v := range c.ValidateInput(record) {
				t.Error(v)
			}
		})
	}
}

// Every column has values that stand for none of a patient.
func TestStockIsValid(t *testing.T) {
	for _, c := range []*schema.Contract{everyDType(t), everyList(t)} {
		for i, field := range c.InputSchema().Fields() {
			if values, err := ofTexts(c.Columns[i], field.Type, stock(c.Columns[i])...); err != nil {
				t.Error(err)
			} else {
				values.Release()
			}
		}
	}
}

func TestGeneratedRowsReachTheEnds(t *testing.T) {
	c := everyDType(t)
	record, err := generate(c, 4, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	for name, want := range map[string][]string{"bounded": {"-3", "0.5"}, "codes": {"1", "2", "3"}, "days": {"1995-01-01", "1995-02-01"}} {
		values := textsOf(record, name)
		for _, value := range want {
			if !slices.Contains(values, value) {
				t.Errorf("%s: %q, want %s among them", name, values, value)
			}
		}
	}
}

// What a contract admits of two columns it admits in every combination.
func TestGeneratedColumnsHaveAnOrderOfTheirOwn(t *testing.T) {
	text := "[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\n[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n"
	for _, name := range []string{"a", "b"} {
		text += fmt.Sprintf("[[columns]]\nname = %q\ndtype = \"float64\"\nrange = [0, 1]\n", name) +
			fmt.Sprintf("[[columns]]\nname = \"is %s\"\ndtype = \"bool\"\n", name) +
			fmt.Sprintf("[[columns]]\nname = \"day %s\"\ndtype = \"date\"\nrange = [1995-01-01, 1995-02-01]\n", name)
	}
	c, err := schema.Parse("handoff.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	record, err := generate(c, sampleRows, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	seen := map[string]bool{}
	for i, a := range record.Column(0).(*array.Float64).Float64Values() {
		b := record.Column(3).(*array.Float64).Value(i)
		seen[fmt.Sprintf("a and b are the largest: %v", a == 1 && b == 1)] = true
		seen[fmt.Sprintf("a is more than b: %v", a > b)] = true
		seen[fmt.Sprintf("flags %s and %s", record.Column(1).ValueStr(i), record.Column(4).ValueStr(i))] = true
	}
	if len(seen) != 8 {
		t.Errorf("of eight combinations there are %v", slices.Sorted(maps.Keys(seen)))
	}
	if a, b := textsOf(record, "day a"), textsOf(record, "day b"); !slices.Equal(a, b) {
		t.Errorf("times that go together have %q and %q", a, b)
	}
}

func textsOf(record arrow.Record, name string) []string {
	column := record.Column(record.Schema().FieldIndices(name)[0])
	var values []string
	for i := range column.Len() {
		values = append(values, column.ValueStr(i))
	}
	return values
}

// What is made like a patient's records is as private as they are, where it
// took any value of them.
func TestMadeRowsKeepASamplesPrivacy(t *testing.T) {
	bounded, err := schema.Parse("handoff.toml", []byte("[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\n"+
		"[[columns]]\nname = \"AGE\"\ndtype = \"int64\"\nrange = [0, 120]\n[[outputs]]\nname = \"y\"\ndtype = \"float64\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		contract      *schema.Contract
		private, want bool
	}{
		"borrowed of patients": {everyDType(t), true, true},
		"borrowed of nobody":   {everyDType(t), false, false},
		"nothing borrowed":     {bounded, true, false},
	} {
		s := &subject{contract: test.contract}
		like, err := s.made(nil)
		if err != nil {
			t.Fatal(err)
		}
		defer like.release()
		like.private = test.private
		made, err := s.made(like)
		if err != nil {
			t.Fatal(err)
		}
		defer made.release()
		if made.private != test.want {
			t.Errorf("%s: private %v, want %v", name, made.private, test.want)
		}
	}
}

func TestDoubled(t *testing.T) {
	record, err := generate(everyDType(t), 3, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	twice, err := doubled(record)
	if err != nil {
		t.Fatal(err)
	}
	defer twice.Release()
	for j, column := range twice.Columns() {
		for row := range column.Len() {
			if got, want := column.ValueStr(row), record.Column(j).ValueStr(row%3); got != want {
				t.Errorf("%s row %d: %s, want %s", twice.ColumnName(j), row, got, want)
			}
		}
	}
}

func TestSameJSON(t *testing.T) {
	close := schema.Example{RTol: 1e-6}
	unordered := schema.Example{RTol: 1e-6, Unordered: true}
	tests := []struct {
		got, want string
		example   schema.Example
		same      bool
	}{
		{`{"a": [1.0000001, "x"]}`, `{"a": [1, "x"]}`, close, true},
		{`{"a": [1.1, "x"]}`, `{"a": [1, "x"]}`, close, false},
		{`{"a": 1, "b": 2}`, `{"a": 1}`, close, false},
		{`[1, 2]`, `[2, 1]`, close, false},
		{`[1, 2]`, `[2, 1]`, unordered, true},
		{`[1, 1]`, `[1, 2]`, unordered, false},
		{`null`, `null`, close, true},
		{`"1"`, `1`, close, false},
	}
	for _, test := range tests {
		if same := sameJSON(test.got, test.want, test.example); same != test.same {
			t.Errorf("%s for %s (unordered %v): same %v", test.got, test.want, test.example.Unordered, same)
		}
	}
	if !slices.Equal([]bool{within(1, 1, close), within(1, 1.1, close), within(1.05, 1, schema.Example{ATol: 0.1})}, []bool{true, false, true}) {
		t.Error("within differs from numpy.isclose")
	}
}

// No call is made with more images than the contract says that one takes.
func TestCallsTakeNoMoreImagesThanTheContractSays(t *testing.T) {
	s := &subject{contract: &schema.Contract{Image: &schema.Image{Modes: []string{"RGB"}, Batch: 3}}}
	made, err := s.made(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer made.release()
	if made.record.NumRows() != 3 {
		t.Errorf("%d images made for a call, want 3", made.record.NumRows())
	}
	if got := s.callLength(made, 1); got != 2 {
		t.Errorf("%d images from the second of three, want 2", got)
	}
	s.contract.Image.Batch = 1
	if got := s.callLength(made, 1); got != 1 {
		t.Errorf("%d images a call, want 1", got)
	}
}
