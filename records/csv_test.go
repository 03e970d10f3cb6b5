package records

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"handoff/schema"
)

// What is wrong with a CSV file's text is one reject at its line, or an error
// where no record can be told, and the other rows go on.
func TestHostileCSV(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	for name, f := range map[string]struct {
		text string
		want string // "id=value" of rows, "!line" of rejects
	}{
		"plain":                      {"ID,X\n1,a\n2,b\n", "1=a 2=b"},
		"no line end at the end":     {"ID,X\n1,a\n2,b", "1=a 2=b"},
		"mixed line ends":            {"ID,X\r\n1,a\n2,b\r\n", "1=a 2=b"},
		"byte order mark":            {"\ufeffID,X\n1,a\n", "1=a"},
		"blank lines":                {"ID,X\n\n1,a\n\r\n2,b\n\n", "1=a 2=b"},
		"other columns and order":    {"Y,X,Z,ID\n,a,,1\n", "1=a"},
		"quoted line breaks":         {"ID,X\n1,\"a\nb\"\n2,c\n3\n", "1=a\nb 2=c !5"},
		"quoted \\r\\n":              {"ID,X\r\n1,\"a\r\nb\"\r\n", "1=a\nb"},
		"quotes in quotes":           {"ID,X\n1,\"a \"\"b\"\"\"\n", `1=a "b"`},
		"too few and too many":       {"ID,X\n1\n2,b,c\n3,d\n", "!2 !3 3=d"},
		"bare quote":                 {"ID,X\n1,5'10\"\n2,b\n", "!2 2=b"},
		"text after a quote":         {"ID,X\n1,\"a\"b\n2,b\n", "!2 2=b"},
		"quote never closed":         {"ID,X\n1,a\n2,\"b\n3,c\n", "1=a !3 3=c"},
		"quote closed by the next":   {"ID,X\n1,\"a\n2,b\n\n3,\"c\"\n4,d\n", "!2 2=b 3=c 4=d"},
		"quotes over too many":       {"ID,X\n1\r\n\r\n\"2,b\n3,c\",,\n4,d\n", "!2 !4 !5 4=d"},
		"NUL byte":                   {"ID,X\n1,a\n2,b\x00\n3,c\n", "1=a !3 3=c"},
		"NUL byte in another column": {"ID,X,Y\n1,a,\x00\n2,b,\n", "!2 2=b"},
		"not UTF-8":                  {"ID,X\n1,a\xe9\n2,é\n", "!2 2=é"},
		"lone carriage return":       {"ID,X\n1,\"a\rb\"\n", "1=a\rb"},
		"header alone":               {"ID,X\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trace(all(t, open(t, c, Options{}, write(t, "a.csv", f.text)))); got != f.want {
				t.Errorf("got %q, want %q", got, f.want)
			}
		})
	}
}

// trace writes what became of each record, in their order.
func trace(batches []*Batch) string {
	var out []string
	for _, b := range batches {
		lines := map[int64]string{}
		for i, at := range b.Where {
			lines[at.Record] = b.Keys.Column(0).ValueStr(i) + "=" + b.Record.Column(0).ValueStr(i)
		}
		for _, r := range b.Rejects {
			lines[r.Record] = fmt.Sprintf("!%d", r.Line)
		}
		for i := range b.Count {
			out = append(out, lines[b.First+i])
		}
	}
	return strings.Join(out, " ")
}

func TestCP1252AndDelimiters(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	c.Records = schema.Records{Encoding: "cp1252", Delimiter: "|"}
	got := trace(all(t, open(t, c, Options{}, write(t, "a.txt", "ID|X\n1|caf\xe9 \x80\n2|\x81\n"))))
	if got != "1=café € !3" {
		t.Errorf("got %q", got)
	}
	c.Records = schema.Records{}
	if got := trace(all(t, open(t, c, Options{}, write(t, "a.tsv", "ID\tX\n1\ta,b\n")))); got != "1=a,b" {
		t.Errorf("got %q", got)
	}
}

func TestHeadersInAnyCase(t *testing.T) {
	c := contract(t, `"id"`, `name = "X"; dtype = "str"; field = "PAT_X"`, `name = "Y"; dtype = "str"; required = false`)
	c.Records.Headers = "any-case"
	b := only(t, c, "a.csv", "Pat_x,ID\na,1\n")
	if got := trace([]*Batch{b}); got != "1=a" || b.Record.NumCols() != 1 {
		t.Errorf("got %q", got)
	}
}

// An optional column by another case would be taken for one that is absent.
func TestOptionalHeaderByAnotherCase(t *testing.T) {
	c := contract(t, `"ID"`, `name = "Y"; dtype = "str"; required = false; nullable = true`)
	_, err := Open(c, []string{write(t, "a.csv", "ID,y\n1,a\n")}, Options{})
	if err == nil || !strings.Contains(err.Error(), `column "Y" stands there as "y": rename it`) {
		t.Errorf("got %v", err)
	}
}

// A record that is too long is one reject, and reading goes on at the next
// line, in the middle of a file as at its end.
func TestLongRecords(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	long := strings.Repeat("x", bufferSize*3)
	for name, f := range map[string]struct{ text, want string }{
		"line":       {"ID,X\n1,a\n2," + long + "\n3,b\n", "1=a !3 3=b"},
		"bare quote": {"ID,X\n1,a\n2,x\"" + long + "\n3,b\n", "1=a !3 3=b"},
		"last line":  {"ID,X\n1,a\n2," + long, "1=a !3"},
		"a bit":      {"ID,X\n1,a\n2," + long[:2000] + "\n3,b\n", "1=a !3 3=b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := trace(all(t, open(t, c, Options{MaxRecord: 1000}, write(t, "a.csv", f.text))))
			if got != f.want {
				t.Errorf("got %q, want %q", got, f.want)
			}
		})
	}
}

func TestRecordsOfAnyLength(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	if got := trace(all(t, open(t, c, Options{MaxRecord: math.MaxInt64}, write(t, "a.csv", "ID,X\n1,a\n")))); got != "1=a" {
		t.Errorf("got %q", got)
	}
}

// After a quote that is never closed the file is read on as it is: lines of
// what the quote swallowed are records again, and the file's end is reached.
func TestLongOpenQuote(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	text := "ID,X\n1,a\n2,\"" + strings.Repeat("x\n", bufferSize) + "\n3,b\n4,c\n"
	got := trace(all(t, open(t, c, Options{MaxRecord: 1000}, write(t, "a.csv", text))))
	if !strings.HasPrefix(got, "1=a !3 !") || !strings.HasSuffix(got, " 3=b 4=c") {
		t.Errorf("got %.40q...%q", got, got[len(got)-40:])
	}
}

// Whatever a file holds, every record is a row or a reject, once; and where
// batches are cut changes nothing but where batches are cut.
func TestRowsInAreRowsAndRejects(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "int64"; range = [0, 50]`, `name = "Y"; dtype = "category"; levels = ["a", "b"]; nullable = true`)
	rapid.Check(t, func(r *rapid.T) {
		text := []byte("ID,X,Y\n" + records(r))
		path := write(t, "a.csv", string(text))
		o := Options{BatchRows: rapid.IntRange(1, 9).Draw(r, "batch"), MaxRecord: rapid.SampledFrom([]int64{8, 64, 1 << 20}).Draw(r, "max")}
		whole := all(t, open(t, c, Options{MaxRecord: o.MaxRecord}, path))
		cut := all(t, open(t, c, o, path))
		next := int64(0)
		for i, b := range cut {
			if b.First != next || b.Count != b.Record.NumRows()+int64(len(b.Rejects)) || b.Keys.NumRows() != b.Record.NumRows() || int(b.Record.NumRows()) != len(b.Where) {
				r.Fatalf("batch %d: first %d, count %d, %d rows, %d rejects", i, b.First, b.Count, b.Record.NumRows(), len(b.Rejects))
			}
			if i < len(cut)-1 && b.Count != int64(o.BatchRows) {
				r.Fatalf("batch %d has %d records of %d", i, b.Count, o.BatchRows)
			}
			next += b.Count
		}
		if a, b := trace(whole), trace(cut); a != b {
			r.Fatalf("in one batch %q, cut %q", a, b)
		}
		if o.MaxRecord > int64(len(text)) {
			if want := countRecords(text, 3); next != want {
				r.Fatalf("%d records, counted %d", want, next)
			}
		}
	})
}

// records draws the lines of a file, sound and broken.
func records(r *rapid.T) string {
	cell := rapid.SampledFrom([]string{"1", "49", "51", "-1", "", "a", "b", "é", "\xff", "\x00", `"q"`, `"a,b"`, "\"two\nlines\"", `"open`, `x"y`, " 7 ", "63.5", "00012345678901234567"})
	line := rapid.Custom(func(r *rapid.T) string { return strings.Join(rapid.SliceOfN(cell, 0, 4).Draw(r, "cells"), ",") })
	end := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"})
	var b strings.Builder
	for range rapid.IntRange(0, 30).Draw(r, "lines") {
		b.WriteString(line.Draw(r, "line") + end.Draw(r, "end"))
	}
	return b.String()
}

// Lines that the parser is not asked about read as it reads them.
func TestPlainRowsAreTheParsers(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`, `name = "Y"; dtype = "str"`)
	cell := rapid.SampledFrom([]string{"", "a", " b ", "\"\"", `"q"`, `"a,b"`, `"say ""a"""`, "\"two\nlines\"", "\"\r\"", "c\rd", "é", "e"})
	end := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n", "\r\n\r\n"})
	rapid.Check(t, func(r *rapid.T) {
		text := "ID,X,Y\n"
		for i := range rapid.IntRange(0, 30).Draw(r, "lines") {
			text += fmt.Sprintf("%d,%s,%s%s", i, cell.Draw(r, "x"), cell.Draw(r, "y"), end.Draw(r, "end"))
		}
		want, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			r.Fatal(err)
		}
		got := [][]string{{"ID", "X", "Y"}}
		for _, b := range all(t, open(t, c, Options{}, write(t, "a.csv", text))) {
			for i := range int(b.Record.NumRows()) {
				got = append(got, []string{b.Keys.Column(0).ValueStr(i), b.Record.Column(0).ValueStr(i), b.Record.Column(1).ValueStr(i)})
			}
		}
		if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			r.Fatalf("got %q, want %q", got, want)
		}
	})
}

// countRecords counts the records of a text that fits into memory: what
// encoding/csv reads, and of what it cannot read, or what has another number
// of fields than the header, the first line.
func countRecords(text []byte, width int) int64 {
	for n := int64(-1); ; n++ { // the header
		reader := csv.NewReader(bytes.NewReader(text))
		reader.FieldsPerRecord = -1
		fields, err := reader.Read()
		switch {
		case err == io.EOF:
			return n
		case err != nil || len(fields) != width:
			_, text, _ = bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
		default:
			text = text[reader.InputOffset():]
		}
	}
}

// Several files are one input: batches run across their ends.
func TestSeveralFiles(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	a, b := write(t, "a.csv", "ID,X\n1,a\n2\n3,c\n"), write(t, "b.jsonl", `{"X":"d","ID":"4"}`+"\n"+`{"X":"e","ID":"5"}`)
	batches := all(t, open(t, c, Options{BatchRows: 2}, a, b))
	if got := trace(batches); got != "1=a !3 3=c 4=d 5=e" || len(batches) != 3 {
		t.Errorf("got %q in %d batches", got, len(batches))
	}
	files := []string{batches[1].Where[0].File, batches[1].Where[1].File}
	if !slices.Equal(files, []string{a, b}) {
		t.Errorf("the second batch is of %v", files)
	}
}

// The byte of a record is where it begins in the file.
// Of a file that has no header the first record must not stand in an error.
func TestFileWithoutHeader(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	_, err := Open(c, []string{write(t, "a.csv", "ID,X\n1,a\n"), write(t, "b.csv", "Smith,Smith\n")}, Options{})
	if err == nil || strings.Contains(err.Error(), "Smith") || !strings.Contains(err.Error(), "is not there") {
		t.Errorf("got %v", err)
	}
}

// Columns that are not there are told in a line, however many they are.
func TestMissingColumns(t *testing.T) {
	var wide []string
	for i := range 20 {
		wide = append(wide, fmt.Sprintf(`name = "X%d"; dtype = "str"`, i))
	}
	c := contract(t, `"ID"`, wide...)
	for header, want := range map[string]string{
		"ID,Y":      `columns "X0", "X1", "X2", "X3", "X4", "X5", "X6", "X7" and 12 more are not there among the file's 2: give the header`,
		"ID,x0, x1": `columns "X0" (there is "x0"), "X1" (there is " x1"), "X2", "X3", "X4", "X5", "X6", "X7" and 12 more are not there: set headers = "any-case" in [records], or`,
		"ID;X0":     `"X7" and 13 more are not there, and the header is one column: set the delimiter in [records], or --delimiter`,
	} {
		_, err := Open(c, []string{write(t, "a.csv", header+"\n1\n")}, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", header, err, want)
		}
	}
}

func TestPositions(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	text := "\ufeffID,X\r\n1,\"a\r\nb\"\r\n2,é\n3,c"
	b := only(t, c, "a.csv", text)
	for i, at := range b.Where {
		if id := b.Keys.Column(0).ValueStr(i); !strings.HasPrefix(text[at.Byte:], id+",") || at.Line != []int64{2, 4, 5}[i] {
			t.Errorf("record %s at line %d, byte %d", id, at.Line, at.Byte)
		}
	}
}
