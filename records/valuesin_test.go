package records

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/decimal128"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// A key is what it looks like: a character that is not seen, or digits that a
// spreadsheet left out, would make it another's.
func TestKeysThatAreNotWhatTheyLookLike(t *testing.T) {
	seen := map[string]bool{"101": true, "a b": true, "12E5": true, "Zoë 東京": true, "1.5": true, "A-1_2": true}
	unseen := []string{"\ufeff101", "10\u200b1", "101\u00a0", "\u2060101", "1\u00ad01", "101\u200e", "1\u200301", "1\u007f01", "1\t01", "1.23457E+11", "1e-5", "+1.E+05"}
	for _, integer := range []bool{false, true} {
		column := `name = "ID"; dtype = "str"`
		if integer {
			column = `name = "ID"; dtype = "int64"`
		}
		con := contract(t, `"ID"`, column)
		cells := append([]string{}, unseen...)
		for key := range seen {
			cells = append(cells, key)
		}
		for name, content := range map[string]string{
			"a.csv":   "ID\n" + strings.Join(cells, "\n") + "\n",
			"a.jsonl": `{"ID": "` + strings.Join(escaped(cells), "\"}\n{\"ID\": \"") + "\"}\n",
		} {
			b := only(t, con, name, content)
			want := len(seen)
			if integer {
				want = 2 // 101, also with a space of another kind behind it
			}
			got := shown(b.Keys.Column(0))
			for _, key := range got {
				if !seen[key] {
					t.Errorf("%s, integer %v: %q is taken for a key", name, integer, key)
				}
			}
			if len(got) != want || len(got)+len(b.Rejects) != len(cells) {
				t.Errorf("%s, integer %v: keys %q and %d rejects of %d", name, integer, got, len(b.Rejects), len(cells))
			}
			for _, r := range b.Rejects {
				if reason := r.Reason(false); strings.Contains(reason, "101") {
					t.Errorf("a reason shows the key: %s", reason)
				}
			}
		}
	}
}

func escaped(cells []string) (all []string) {
	for _, cell := range cells {
		all = append(all, strings.ReplaceAll(cell, "\t", `\t`))
	}
	return all
}

// A whole number that is beyond what floats tell apart is exact, or refused,
// however it is written.
func TestWholeNumbersBeyondFloats(t *testing.T) {
	con := contract(t, "", `name = "N"; dtype = "int64"`)
	for _, file := range []struct{ name, before, after string }{{"a.csv", "", ""}, {"a.jsonl", `{"N": `, "}"}} {
		for cell, want := range map[string]string{
			"9007199254740991.0": "9007199254740991", "9007199254740993": "9007199254740993", "9007199254740993.0": "", "9007199254740992.0": "",
			"9.007199254740993e15": "", "-9007199254740993.0": "", "900719925474099.2e1": "", "90071992547409930e-1": "",
		} {
			header := "N\n"
			if file.before != "" {
				header = ""
			}
			b := only(t, con, file.name, header+file.before+cell+file.after+"\n")
			got := strings.Join(shown(b.Record.Column(0)), "")
			if got != want || want == "" && len(b.Rejects) != 1 {
				t.Errorf("%s: %s became %q, %d rejects", file.name, cell, got, len(b.Rejects))
			}
		}
	}
}

// A filler's day stands for none in every dtype of times and in every decoder's
// writing, also where the dtype could not hold it.
func TestFillersBeyondTimes(t *testing.T) {
	profile := &schema.Profile{Fillers: []string{"9999-12-31", "0001-01-01"}}
	for _, c := range []struct{ column, cells string }{
		{`dtype = "datetime64[ns]"; decode = ["datetime", "filler_dates"]`, "9999-12-31|9999-12-31 23:59:59.997|0001-01-01T00:00:00"},
		{`dtype = "datetime64[ns]"; decode = ["filler_dates"]`, "9999-12-31|9999-12-31T23:59:59.997|0001-01-01"},
		{`dtype = "datetime64[ns]"; decode = ["utc_dttm", "filler_dates"]; zone = "America/Chicago"`, "9999-12-31|0001-01-01"},
		{`dtype = "datetime64[ns]"; decode = ["mdy", "filler_dates"]`, "12/31/9999|12/31/9999 11:59:59 PM|1/1/0001"},
		{`dtype = "datetime64[ns]"; decode = ["yyyymmdd", "filler_dates"]`, "99991231"},
		{`dtype = "date"; decode = ["date", "filler_dates"]`, "9999-12-31|9999-12-31 00:00:00.000"},
		{`dtype = "datetime64[ns, America/Chicago]"; decode = ["datetime", "filler_dates"]`, "9999-12-31T00:00:00|9999-12-31"},
	} {
		con := contract(t, "", `name = "T"; nullable = true; `+c.column)
		cells := strings.Split(c.cells, "|")
		batches := all(t, open(t, con, Options{Profile: profile}, write(t, "a.csv", "T,x\n"+strings.Join(cells, ",\n")+",\n")))
		if b := batches[0]; b.Record.Column(0).NullN() != len(cells) || len(b.Rejects) > 0 {
			t.Errorf("%s: %q, rejects %v", c.column, shown(b.Record.Column(0)), b.Rejects)
		}
		refused := only(t, con, "a.csv", "T,x\n8888-12-31T00:00:00.5,\n")
		if len(refused.Rejects) != 1 {
			t.Errorf("%s: a time beyond its bounds that is no filler is taken", c.column)
		}
	}
}

func TestFlagsAsPandasWritesThem(t *testing.T) {
	for _, decode := range []string{``, `; decode = ["yn"]`} {
		con := contract(t, "", `name = "F"; dtype = "bool"; nullable = true; null = "None"`+decode)
		b := only(t, con, "a.csv", "F,x\n1.0,\n0.0,\n1.5,\n-1.0,\n01.0,\n,\n")
		if got := strings.Join(shown(b.Record.Column(0)), " "); got != "true false null" || len(b.Rejects) != 3 {
			t.Errorf("%s: got %s, %d rejects", decode, got, len(b.Rejects))
		}
	}
}

// A name that an object leaves out is missing where its column may be, and a
// reject where it may not.
func TestAbsentNames(t *testing.T) {
	con := contract(t, "", `name = "A"; dtype = "float64"; nullable = true`, `name = "B"; dtype = "float64"`, `name = "C"; dtype = "float64"; nullable = true; required = false`)
	b := only(t, con, "a.jsonl", `{"B": 1}`+"\n"+`{"B": 2, "A": 3}`+"\n"+`{"A": 4}`+"\n")
	if got := strings.Join(shown(b.Record.Column(0)), " "); got != "null 3" || len(b.Rejects) != 1 || b.Record.NumCols() != 2 {
		t.Errorf("got %s of %s, rejects %v", got, b.Record.Schema(), b.Rejects)
	}
	for _, name := range []string{" A ", "A\u200b", "\ufeffA", "A\u00a0", "a", "A_", "other"} {
		if _, err := Open(con, []string{write(t, "a.jsonl", `{"B": 1, "`+name+`": 2}`+"\n")}, Options{}); err == nil {
			t.Errorf("%q stands for no column, and the file is taken", name)
		}
		if _, err := Open(con, []string{write(t, "b.jsonl", `{"B": 1, "A": 2}`+"\n"+`{"B": 1, "`+name+`": 2}`+"\n")}, Options{}); (err == nil) != (name == "A_" || name == "other") {
			t.Errorf("%q beside A: %v", name, err)
		}
	}
}

// Whole numbers that a narrow float may have rounded are no ids and no integers.
func TestWholeNumbersOfNarrowFloats(t *testing.T) {
	con := contract(t, `"N"`, `name = "N"; dtype = "int64"`)
	s := arrow.NewSchema([]arrow.Field{{Name: "N", Type: arrow.PrimitiveTypes.Float32}}, nil)
	rows := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer rows.Release()
	rows.Field(0).(*array.Float32Builder).AppendValues([]float32{16777215, 16777216, 123456789, -33554432}, nil)
	r := rows.NewRecord()
	defer r.Release()
	var file strings.Builder
	w := ipc.NewWriter(&file, ipc.WithSchema(s))
	if err := w.Write(r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b := only(t, con, "a.arrows", file.String())
	if got := strings.Join(shown(b.Keys.Column(0)), " "); got != "16777215" || len(b.Rejects) != 3 {
		t.Errorf("got %s, %d rejects", got, len(b.Rejects))
	}
}

func TestPaddedHeaders(t *testing.T) {
	con := contract(t, "", `name = "AGE"; dtype = "float64"`)
	for header, want := range map[string]string{" AGE ": "white space around it", "AGE\u00a0": "white space around it", " age": `"any-case"`} {
		_, err := Open(con, []string{write(t, "a.csv", header+",x\n1,2\n")}, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", header, err, want)
		}
	}
}

func TestDecimalsKeepTheirScaleAsText(t *testing.T) {
	con := contract(t, `"ID"`, `name = "D"; dtype = "str"; nullable = true`, `name = "F"; dtype = "float64"`)
	d := &arrow.Decimal128Type{Precision: 9, Scale: 2}
	s := arrow.NewSchema([]arrow.Field{{Name: "ID", Type: d}, {Name: "D", Type: d, Nullable: true}, {Name: "F", Type: d}}, nil)
	rows := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer rows.Release()
	for _, f := range rows.Fields() {
		f.(*array.Decimal128Builder).AppendValues([]decimal128.Num{decimal128.FromI64(25000), decimal128.FromI64(-5)}, []bool{true, f != rows.Field(1)})
	}
	r := rows.NewRecord()
	defer r.Release()
	var file strings.Builder
	w := ipc.NewWriter(&file, ipc.WithSchema(s))
	if err := w.Write(r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b := only(t, con, "a.arrows", file.String())
	got := strings.Join([]string{strings.Join(shown(b.Keys.Column(0)), " "), strings.Join(shown(b.Record.Column(0)), " "), strings.Join(shown(b.Record.Column(1)), " ")}, "; ")
	if want := "250.00 -0.05; 250.00 null; 250 -0.05"; got != want {
		t.Errorf("got %s, want %s (rejects %v)", got, want, b.Rejects)
	}
}

// Texts that other programs write for no value stay what they are, and are counted.
func TestNullWordsAreCounted(t *testing.T) {
	con := contract(t, "", `name = "S"; dtype = "str"; nullable = true; missing = ["NA"]`)
	b := only(t, con, "a.csv", "S,x\nNULL,\nnull,\nNA,\n\\N,\nNullify,\n#N/A,\nAnna,\n")
	survey := NewSurvey(con, b.Record.Schema())
	if err := survey.Add(b); err != nil {
		t.Fatal(err)
	}
	got := survey.Columns[0]
	if got.NullWords["NULL"] != 2 || got.NullWords[`\N`] != 1 || got.NullWords["#N/A"] != 1 || len(got.NullWords) != 3 || got.Values != 6 {
		t.Errorf("counted %v of %d values", got.NullWords, got.Values)
	}
}

// A name that differs by its case is there, where the contract takes any.
func TestNamesOfAnyCaseAreNotAbsent(t *testing.T) {
	con := contract(t, "", `name = "AGE"; dtype = "float64"; nullable = true`)
	con.Records.Headers = "any-case"
	b := only(t, con, "a.jsonl", `{"age": 5}`+"\n")
	if got := shown(b.Record.Column(0)); got[0] != "5" {
		t.Errorf("got %q", got)
	}
}
