package records

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestSinkAppearsWholeOrNotAtAll(t *testing.T) {
	rec := everyBatch(t).Record
	for _, ending := range []string{"csv", "jsonl", "parquet", "arrow", "arrows", "csv.gz", "jsonl.zst"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out."+ending)
		must(t, os.WriteFile(path, []byte("before"), 0o644))
		s, err := Create(path, rec.Schema())
		must(t, err)
		must(t, s.Write(rec))
		if got := read(t, path); got != "before" {
			t.Errorf("%s: the file is written before it is committed: %q", ending, got)
		}
		must(t, s.Close())
		if got := names(t, dir); len(got) != 1 || read(t, path) != "before" {
			t.Errorf("%s: after Close there is %v", ending, got)
		}
		save(t, path, rec)
		info, err := os.Stat(path)
		must(t, err)
		if got := names(t, dir); len(got) != 1 || info.Mode().Perm() != 0o600 || info.Size() < 100 {
			t.Errorf("%s: after Commit there is %v, mode %v, %d bytes", ending, got, info.Mode(), info.Size())
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	s := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Int64}}, nil)
	_, err := Create("out.xlsx", s)
	wantError(t, err, "out.xlsx", ".parquet", ".csv", ".gz")
	_, err = Create("out.parquet.gz", s)
	wantError(t, err, "out.parquet.gz", "compressed inside", "leave out .gz")
	_, err = Create(filepath.Join(t.TempDir(), "none", "out.csv"), s)
	wantError(t, err, "out.csv")
}

func TestOutputIsNoInput(t *testing.T) {
	a, b := write(t, "a.csv", "x"), write(t, "b.csv", "y")
	link := filepath.Join(t.TempDir(), "link.csv")
	must(t, os.Link(a, link))
	must(t, Distinct(filepath.Join(t.TempDir(), "new.csv"), []string{a}))
	must(t, Distinct(b, []string{a}))
	wantError(t, Distinct(link, []string{b, a}), link, a)
}

// What JSON has no number for is null, and a row of one missing value is a
// record all the same.
func TestValuesThatTextHasNoFormFor(t *testing.T) {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	b.AppendValues([]float64{math.NaN(), math.Inf(-1), 1e16, 123456.789, 0, 0}, []bool{true, true, true, true, true, false})
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, nil), []arrow.Array{b.NewArray()}, -1)
	for ending, want := range map[string]string{
		"csv":   "x\nNaN\n-Inf\n1e+16\n123456.789\n0\n\"\"\n",
		"jsonl": "{\"x\":null}\n{\"x\":null}\n{\"x\":1e+16}\n{\"x\":123456.789}\n{\"x\":0}\n{\"x\":null}\n",
	} {
		path := filepath.Join(t.TempDir(), "x."+ending)
		save(t, path, rec)
		if got := read(t, path); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestJSONOutputsStayJSON(t *testing.T) {
	out := schema.Output{Name: "why", DType: schema.DType{Kind: schema.JSON}}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendValues([]string{`{"a":[1,2]}`}, nil)
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{out.Arrow()}, nil), []arrow.Array{b.NewArray()}, -1)
	path := filepath.Join(t.TempDir(), "x.jsonl")
	save(t, path, rec)
	if got := read(t, path); got != `{"why":{"a":[1,2]}}`+"\n" {
		t.Errorf("got %s", got)
	}
}

func TestRejectsFile(t *testing.T) {
	c := contract(t, `"ID"`, `name = "AGE"; dtype = "int64"; range = [0, 120]`, `name = "W"; dtype = "float64"; decode = ["number"]`)
	in := write(t, "in.csv", "ID,AGE,W\n001,3,16\n002,63.5,heavy\n003,300,\n004\n")
	b := all(t, open(t, c, Options{}, in))[0]
	for show, want := range map[bool]string{
		false: "IN,3,18,1,002,decode,dtype,AGE,int64,##.#\nIN,3,18,1,002,decode,decode,W,\"a number with a decimal point (decoder \"\"number\"\")\",aaaaa\n",
		true:  "IN,3,18,1,002,decode,dtype,AGE,int64,63.5\nIN,3,18,1,002,decode,decode,W,\"a number with a decimal point (decoder \"\"number\"\")\",heavy\n",
	} {
		path := filepath.Join(t.TempDir(), "rejects.csv")
		s, err := Create(path, RejectSchema())
		must(t, err)
		rows := RejectRows(b.Rejects[:1], show)
		must(t, s.Write(rows))
		rows.Release()
		must(t, s.Commit())
		must(t, s.Close())
		head := "file,line,byte,record,key,stage,rule,column,declared,seen\n"
		if got := read(t, path); got != head+strings.ReplaceAll(want, "IN", in) {
			t.Errorf("got\n%s", got)
		}
	}
	if len(b.Rejects) != 3 || b.Rejects[2].Messages()[0] != in+":5: expected 3 fields as in the header, seen 1" {
		t.Errorf("got %v", b.Rejects)
	}
	if got := b.Rejects[0].Messages()[0]; got != in+`:3: column "AGE": dtype: expected int64, seen ##.#` {
		t.Errorf("got %s", got)
	}
}

// A value with a NUL is a reject, and so that the file of rejects can be read the
// NUL does not stand there.
func TestRejectsHoldNoNUL(t *testing.T) {
	r := Reject{Position: Position{File: "a.parquet", Line: -1, Byte: -1, Record: 3}, Stage: StageDecode,
		Violations: []schema.Violation{{Reason: schema.ReasonDType, Column: "X", Declared: "str", Seen: "a\x00b"}}}
	rows := RejectRows([]Reject{r}, true)
	defer rows.Release()
	path := filepath.Join(t.TempDir(), "rejects.csv")
	save(t, path, rows)
	if n, records, err := Count(path, RecordColumn); err != nil || n != 1 || records != 1 {
		t.Errorf("%d rows of %d records, %v", n, records, err)
	}
	if got := r.Reason(true); strings.Contains(got, "\x00") {
		t.Errorf("got %q", got)
	}
}

// A terminal does not act on what a rejects file shows, and the value can still be
// told from it.
func TestRejectsShowValuesAsText(t *testing.T) {
	r := Reject{Stage: StageDecode, Violations: []schema.Violation{{Reason: schema.ReasonDType, Column: "X", Declared: "int64", Seen: "\x1b[2J é\n\\n\u202e\""}}}
	failed := Reject{Stage: StagePredict, Err: errors.New("a: \x1b[2J")}
	for show, want := range map[bool]string{true: `\x1b[2J é\n\\n\u202e"`, false: `\x1b[#A a\n\\a\u202e"`} {
		rows := RejectRows([]Reject{r, failed}, show)
		defer rows.Release()
		if got := rows.Column(9).ValueStr(0); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := rows.Column(8).ValueStr(1); got != `a: \x1b[2J` {
			t.Errorf("got %q", got)
		}
		if got := r.Reason(show); !strings.HasSuffix(got, ", seen "+want) {
			t.Errorf("got %s", got)
		}
	}
}

func TestOpenExpected(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"`)
	c.Outputs = append(c.Outputs, schema.Output{Name: "group", DType: schema.DType{Kind: schema.Category}, Levels: []schema.Level{{Text: "a"}}})
	s, err := OpenExpected(c, write(t, "e.csv", "ID,risk\n1,0.5\n2,NaN\n3,\n4,high\n"))
	must(t, err)
	b := all(t, s)[0]
	if got := shown(b.Record.Column(0)); b.Record.NumCols() != 1 || got[0] != "0.5" || got[1] != "null" || got[2] != "null" || b.Keys.NumRows() != 3 {
		t.Errorf("got %v", b.Record)
	}
	if len(b.Rejects) != 1 || !strings.Contains(b.Rejects[0].Messages()[0], `e.csv:5: column "risk": dtype: expected float64`) {
		t.Errorf("got %v", b.Rejects)
	}
	_, err = OpenExpected(c, write(t, "e.csv", "ID,rsk\n1,1\n"))
	wantError(t, err, "e.csv", "outputs")
}
