package records

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// The types that other writers use become the contract's, or rejects.
func TestTypedFilesAreCastWithoutLoss(t *testing.T) {
	mem := memory.DefaultAllocator
	for _, c := range []struct {
		column string
		values arrow.Array
		want   string
		lost   int
	}{
		{`dtype = "int64"`, ints64(mem, 1<<53, -1), "9007199254740992|-1", 0},
		{`dtype = "int8"`, ints64(mem, 127, 128), "127", 1},
		{`dtype = "float32"`, ints64(mem, 1<<24, 1<<24+1), "1.6777216e+07", 1},
		{`dtype = "int64"`, floats(mem, 2, 2.5, 1<<60), "2", 2},
		{`dtype = "str"`, floats(mem, 12345, 98.6), "12345|98.6", 0},
		{`dtype = "str"`, ints64(mem, 7), "7", 0},
		{`dtype = "bool"`, ints64(mem, 0, 1, 2), "false|true", 1},
		{`dtype = "date"; decode = ["horolog"]`, ints64(mem, 66110), "2022-01-01", 0},
		{`dtype = "float64"; decode = ["oz->kg"]`, floats(mem, 1600), "45.359237", 0},
		{`dtype = "datetime64[ns]"`, times(mem, arrow.Second, "", 60, 1<<40), "1970-01-01 00:01:00Z", 1},
		{`dtype = "datetime64[ns]"`, times(mem, arrow.Microsecond, "UTC", 60), "", 1},
		{`dtype = "datetime64[ns]"; zone = "Asia/Kolkata"`, times(mem, arrow.Second, "UTC", 0), "1970-01-01 05:30:00Z", 0},
		{`dtype = "datetime64[ns]"; zone = "Asia/Kolkata"`, times(mem, arrow.Nanosecond, "UTC", 0, math.MaxInt64), "1970-01-01 05:30:00Z", 1},
		{`dtype = "datetime64[ns]"; zone = "America/Chicago"`, times(mem, arrow.Nanosecond, "UTC", math.MinInt64+1, 0), "1969-12-31 18:00:00Z", 1},
		{`dtype = "date"`, times(mem, arrow.Millisecond, "", 86400000, 1), "1970-01-02", 1},
		{`dtype = "category"; levels = ["b", "a"]`, dictionaryOf(mem, "a", "b", "c"), "a|b", 1},
	} {
		t.Run(c.column+c.values.DataType().String(), func(t *testing.T) {
			rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "X", Type: c.values.DataType(), Nullable: true}}, nil), []arrow.Array{c.values}, -1)
			for _, ending := range []string{"arrow", "arrows", "parquet"} {
				path := filepath.Join(t.TempDir(), "x."+ending)
				save(t, path, rec)
				b := all(t, open(t, contract(t, "", `name = "X"; `+c.column), Options{}, path))[0]
				if got := strings.Join(shown(b.Record.Column(0)), "|"); got != c.want || len(b.Rejects) != c.lost {
					t.Errorf("%s: got %s, rejects %v", ending, got, b.Rejects)
				}
			}
		})
	}
}

// Text that is no UTF-8 would go on into the model and the outputs.
func TestTypedTextIsUTF8(t *testing.T) {
	ids, texts := textsOf("1", "\xff\xfe", "3"), textsOf("a", "b", "Sm\xeeth")
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "ID", Type: ids.DataType()}, {Name: "X", Type: ids.DataType()}}, nil), []arrow.Array{ids, texts}, -1)
	for _, ending := range []string{"arrow", "arrows", "parquet"} {
		path := filepath.Join(t.TempDir(), "x."+ending)
		save(t, path, rec)
		b := all(t, open(t, contract(t, `"ID"`, `name = "X"; dtype = "str"`), Options{}, path))[0]
		if b.Record.NumRows() != 1 || len(b.Rejects) != 2 {
			t.Fatalf("%s: %d rows, rejects %v", ending, b.Record.NumRows(), b.Rejects)
		}
		if got := b.Rejects[1].Violations[0].String(); !strings.Contains(got, "UTF-8") || !utf8.ValidString(got) {
			t.Errorf("%s: got %q", ending, got)
		}
	}
}

func textsOf(values ...string) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendValues(values, nil)
	return b.NewArray()
}

// A list is no text, and a time with an offset none on a clock that is not
// named: the messages say what is.
func TestTypedFilesSayWhatWasExpected(t *testing.T) {
	mem := memory.DefaultAllocator
	list := array.NewListBuilder(mem, arrow.BinaryTypes.String)
	list.Append(true)
	list.ValueBuilder().(*array.StringBuilder).Append("a")
	for _, c := range []struct {
		column string
		values arrow.Array
		want   string
	}{
		{`dtype = "str"`, list.NewArray(), `column "X": the file's type list`},
		{`dtype = "datetime64[ns]"`, times(mem, arrow.Microsecond, "UTC", 60), "zone in the contract"},
		{`dtype = "datetime64[ns]"`, times(mem, arrow.Microsecond, "", -14831769600_000000), "between 1677-09-21 and 2262-04-11"},
		{`dtype = "datetime64[ns, UTC]"`, times(mem, arrow.Millisecond, "UTC", 32503680000_000), "between 1677-09-21 and 2262-04-11"},
	} {
		rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "X", Type: c.values.DataType(), Nullable: true}}, nil), []arrow.Array{c.values}, -1)
		for _, ending := range []string{"arrow", "parquet"} {
			path := filepath.Join(t.TempDir(), "x."+ending)
			save(t, path, rec)
			b, err := open(t, contract(t, "", `name = "X"; `+c.column), Options{}, path).Next()
			got := ""
			if err != nil {
				got = err.Error()
			} else if len(b.Rejects) == 1 {
				got = strings.Join(b.Rejects[0].Messages(), "")
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("%s: got %q, want %q in it", ending, got, c.want)
			}
		}
	}
}

// Ids that pandas made floats are whole numbers again, or no keys.
func TestFloatKeys(t *testing.T) {
	values := floats(memory.DefaultAllocator, 12345, 1.5, 1<<60)
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "ID", Type: values.DataType()}, {Name: "X", Type: values.DataType()}}, nil), []arrow.Array{values, values}, -1)
	path := filepath.Join(t.TempDir(), "x.parquet")
	save(t, path, rec)
	b := all(t, open(t, contract(t, `"ID"`, `name = "X"; dtype = "float64"`), Options{}, path))[0]
	if got := shown(b.Keys.Column(0)); len(got) != 1 || got[0] != "12345" || len(b.Rejects) != 2 || b.Rejects[0].Violations[0].Reason != schema.ReasonKey {
		t.Errorf("got keys %v, rejects %v", got, b.Rejects)
	}
}

func ints64(mem memory.Allocator, v ...int64) arrow.Array {
	b := array.NewInt64Builder(mem)
	b.AppendValues(v, nil)
	return b.NewArray()
}

func floats(mem memory.Allocator, v ...float64) arrow.Array {
	b := array.NewFloat64Builder(mem)
	b.AppendValues(v, nil)
	return b.NewArray()
}

func times(mem memory.Allocator, unit arrow.TimeUnit, zone string, v ...arrow.Timestamp) arrow.Array {
	b := array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: unit, TimeZone: zone})
	b.AppendValues(v, nil)
	return b.NewArray()
}

func dictionaryOf(mem memory.Allocator, v ...string) arrow.Array {
	b := array.NewDictionaryBuilder(mem, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}).(*array.BinaryDictionaryBuilder)
	for _, s := range v {
		b.AppendString(s)
	}
	return b.NewArray()
}

// As in text, a NUL is no part of a value in a file with types.
func TestNULInTypedFiles(t *testing.T) {
	text := func(mem memory.Allocator, values ...string) arrow.Array {
		b := array.NewStringBuilder(mem)
		defer b.Release()
		b.AppendValues(values, nil)
		return b.NewArray()
	}
	mem := memory.DefaultAllocator
	lists := array.NewListBuilder(mem, arrow.BinaryTypes.String)
	for _, s := range []string{"a", "b", "\x00"} {
		lists.Append(true)
		lists.ValueBuilder().(*array.StringBuilder).Append(s)
	}
	coded := array.NewDictionaryBuilder(mem, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}).(*array.BinaryDictionaryBuilder)
	for _, s := range []string{"a", "b", "\x00"} {
		must(t, coded.AppendString(s))
	}
	for dtype, a := range map[string]arrow.Array{"str": text(mem, "a", "b", "c\x00"), "list[str]": lists.NewArray(), "str ": coded.NewArray()} {
		fields := []arrow.Field{{Name: "ID", Type: arrow.BinaryTypes.String}, {Name: "X", Type: a.DataType()}}
		rec := array.NewRecord(arrow.NewSchema(fields, nil), []arrow.Array{text(mem, "1", "2", "3"), a}, 3)
		for _, ending := range []string{"parquet", "arrow"} {
			path := filepath.Join(t.TempDir(), "a."+ending)
			save(t, path, rec)
			b := all(t, open(t, contract(t, `"ID"`, `name = "X"; dtype = "`+strings.TrimSpace(dtype)+`"`), Options{}, path))[0]
			if len(b.Rejects) != 1 || b.Record.NumRows() != 2 || !strings.Contains(b.Rejects[0].Messages()[0], "UTF-8 without NUL bytes") {
				t.Errorf("%s of %s: %d rows, rejects %v", dtype, ending, b.Record.NumRows(), b.Rejects)
			}
		}
	}
}
