package records

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"github.com/klauspost/compress/zstd"

	"handoff/schema"
)

// everyDType is a contract with a column of each kind.
func everyDType(t testing.TB) *schema.Contract {
	null := "; nullable = true; null = "
	return contract(t, `"KEY"`,
		`name = "KEY"; dtype = "str"`,
		`name = "i8"; dtype = "int8"`, `name = "u64"; dtype = "uint64"`, `name = "i64"; dtype = "int64"`+null+`"NA"`,
		`name = "f32"; dtype = "float32"`+null+`"NaN"`, `name = "f64"; dtype = "float64"`+null+`"NaN"`,
		`name = "b"; dtype = "bool"`+null+`"NA"`, `name = "s"; dtype = "str"`+null+`"None"; missing = ["-"]`,
		`name = "c"; dtype = "category"; levels = ["x", "é", "a,b"]; nullable = true`, `name = "ci"; dtype = "category"; levels = [10, 2]; nullable = true`,
		`name = "d"; dtype = "date"; nullable = true`, `name = "t"; dtype = "datetime64[ns]"; nullable = true`,
		`name = "z"; dtype = "datetime64[ns, Europe/London]"; nullable = true`, `name = "td"; dtype = "timedelta64[ns]"; nullable = true`,
		`name = "l"; dtype = "list[int64]"`,
	)
}

const everyValue = `KEY,i8,u64,i64,f32,f64,b,s,c,ci,d,t,z,td,l
001,-128,18446744073709551615,9223372036854775807,0.1,0.1,true,"a ""b"",
c",é,10,2022-01-31,2022-01-31T13:45:00.123456789,2021-10-31T01:30:00+01:00,-1 days +23:59:59.5,"[1,9007199254740993]"
0002,127,0,-9223372036854775808,3.4028235e+38,-1e-300,false,日本,"a,b",2,0001-01-01,1700-01-01T00:00:00,2021-10-31T01:30:00Z,10 days 00:00:00,[]
3,0,1,,,,,-,,,,,,,[0]
`

func everyBatch(t testing.TB) *Batch {
	b := only(t, everyDType(t), "every.csv", everyValue)
	if len(b.Rejects) > 0 {
		t.Fatal(b.Rejects[0].Messages())
	}
	return b
}

// What is written in any format reads back as it was.
func TestEveryFormatReadsBackWhatItWrites(t *testing.T) {
	want := everyBatch(t)
	for _, ending := range []string{"csv", "tsv", "jsonl", "ndjson", "parquet", "arrow", "feather", "arrows", "csv.gz", "tsv.zstd", "jsonl.zst", "arrows.GZ"} {
		t.Run(ending, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "out."+ending)
			save(t, path, want.Record)
			c := everyDType(t)
			if strings.HasPrefix(ending, "csv") || strings.HasPrefix(ending, "tsv") {
				c.Columns[7].Missing = []string{""} // as which the writer writes a missing text
			}
			got := all(t, open(t, c, Options{}, path))[0]
			if len(got.Rejects) > 0 {
				t.Fatal(got.Rejects[0].Messages())
			}
			for i, f := range want.Record.Schema().Fields() {
				if a, b := got.Record.Column(i), want.Record.Column(i); !array.Equal(a, b) {
					t.Errorf("%s: got %v, want %v", f.Name, a, b)
				}
			}
			if !array.Equal(got.Keys.Column(0), want.Keys.Column(0)) {
				t.Errorf("keys: got %v", got.Keys)
			}
		})
	}
}

func save(t testing.TB, path string, records ...arrow.Record) {
	t.Helper()
	s, err := Create(path, records[0].Schema())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, r := range records {
		if err := s.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
}

func TestTextFormatsAsWritten(t *testing.T) {
	rec := everyBatch(t).Record
	for ending, want := range map[string]string{
		"csv": `KEY,i8,u64,i64,f32,f64,b,s,c,ci,d,t,z,td,l
001,-128,18446744073709551615,9223372036854775807,0.1,0.1,true,"a ""b"",
c",é,10,2022-01-31,2022-01-31T13:45:00.123456789,2021-10-31T01:30:00+01:00,-1 days +23:59:59.500000000,"[1,9007199254740993]"
0002,127,0,-9223372036854775808,3.4028235e+38,-1e-300,false,日本,"a,b",2,0001-01-01,1700-01-01T00:00:00,2021-10-31T01:30:00Z,10 days 00:00:00,[]
3,0,1,,,,,,,,,,,,[0]
`,
		"jsonl": `{"KEY":"001","i8":-128,"u64":18446744073709551615,"i64":9223372036854775807,"f32":0.1,"f64":0.1,"b":true,"s":"a \"b\",\nc","c":"é","ci":10,"d":"2022-01-31","t":"2022-01-31T13:45:00.123456789","z":"2021-10-31T01:30:00+01:00","td":"-1 days +23:59:59.500000000","l":[1,9007199254740993]}
{"KEY":"0002","i8":127,"u64":0,"i64":-9223372036854775808,"f32":3.4028235e+38,"f64":-1e-300,"b":false,"s":"日本","c":"a,b","ci":2,"d":"0001-01-01","t":"1700-01-01T00:00:00","z":"2021-10-31T01:30:00Z","td":"10 days 00:00:00","l":[]}
{"KEY":"3","i8":0,"u64":1,"i64":null,"f32":null,"f64":null,"b":null,"s":null,"c":null,"ci":null,"d":null,"t":null,"z":null,"td":null,"l":[0]}
`,
	} {
		path := filepath.Join(t.TempDir(), "out."+ending)
		save(t, path, rec)
		if got, _ := os.ReadFile(path); string(got) != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestSameRecordsSameBytes(t *testing.T) {
	rec := everyBatch(t).Record
	for _, ending := range []string{"csv", "jsonl", "parquet", "arrow", "arrows", "csv.gz", "csv.zst"} {
		a, b := filepath.Join(t.TempDir(), "a."+ending), filepath.Join(t.TempDir(), "b."+ending)
		save(t, a, rec, rec)
		save(t, b, rec, rec)
		one, _ := os.ReadFile(a)
		two, _ := os.ReadFile(b)
		if len(one) == 0 || !bytes.Equal(one, two) {
			t.Errorf("%s: %d and %d bytes that differ", ending, len(one), len(two))
		}
	}
}

// How far reading has come is told in bytes of the files as they lie there.
func TestBytesAreThoseOfTheFiles(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "ID,X\n"+strings.Repeat("1,a\n", 100_000))
	must(t, z.Close())
	lines := strings.Repeat("{\"ID\":\"1\",\"X\":\"a\"}\n", 100_000)
	batches := all(t, open(t, c, Options{}, write(t, "a.csv.gz", packed.String()), write(t, "b.jsonl", lines)))
	last := int64(0)
	for i, b := range batches {
		if b.Bytes < last {
			t.Errorf("batch %d: %d bytes after %d", i, b.Bytes, last)
		}
		last = b.Bytes
	}
	if want := int64(packed.Len() + len(lines)); last != want || batches[0].Bytes > int64(packed.Len()) {
		t.Errorf("bytes %d to %d, want %d", batches[0].Bytes, last, want)
	}
}

// Text is read through gzip and zstd, also where the name does not say so.
func TestCompressedText(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "int64"`)
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{g, z} {
		fmt.Fprint(w, "X\n1\n2\n"+strings.Repeat("3\n", 100_000))
		w.Close()
	}
	for name, content := range map[string]string{"a.csv.gz": gz.String(), "a.csv": gz.String(), "a.csv.zst": zs.String()} {
		if got := shown(all(t, open(t, c, Options{}, write(t, name, content)))[0].Record.Column(0)); len(got) != 8192 || got[1] != "2" {
			t.Errorf("%s: got %v", name, got)
		}
	}
	s := open(t, c, Options{}, write(t, "cut.csv.gz", gz.String()[:gz.Len()-6]))
	_, err = s.Next()
	for err == nil {
		_, err = s.Next()
	}
	if err == io.EOF || !strings.Contains(err.Error(), "cut.csv.gz") {
		t.Errorf("got %v", err)
	}
}

// Of Parquet, whose columns lie apart, as its rows tell it.
func TestBytesOfTypedFiles(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	b := all(t, open(t, c, Options{BatchRows: 1 << 16}, write(t, "a.csv", "ID,X\n"+strings.Repeat("1,a\n", 1<<16))))[0]
	for _, ending := range []string{"parquet", "arrow", "arrows"} {
		path := filepath.Join(t.TempDir(), "x."+ending)
		quarter := array.NewRecord(arrow.NewSchema(append(b.Record.Schema().Fields(), b.Keys.Schema().Fields()...), nil),
			append(b.Record.Columns(), b.Keys.Columns()...), b.Record.NumRows())
		sink, err := Create(path, quarter.Schema())
		must(t, err)
		for range 4 {
			must(t, sink.Write(quarter))
		}
		must(t, sink.Commit())
		info, err := os.Stat(path)
		must(t, err)
		batches := all(t, open(t, c, Options{BatchRows: 1 << 16}, path))
		if first, last := batches[0].Bytes, batches[3].Bytes; first <= 0 || first > info.Size()*6/10 || last <= first || last < info.Size()*8/10 || last > info.Size() {
			t.Errorf("%s: %d bytes of %d after the first quarter, %d at the end", ending, first, info.Size(), last)
		}
	}
}
