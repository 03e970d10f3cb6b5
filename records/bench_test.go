package records

import (
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// mixedColumns are 20 columns as a tabular model has them: 6 whole numbers, 7
// fractions (two of them decoded), 2 flags, 2 categories, a text, a date, a time.
func mixedColumns(t testing.TB) *schema.Contract {
	columns := []string{}
	add := func(n int, rest string) {
		for range n {
			columns = append(columns, fmt.Sprintf("name = \"C%d\"; %s", len(columns), rest))
		}
	}
	add(6, `dtype = "int64"; range = [0, 100000]`)
	add(5, `dtype = "float64"; nullable = true; null = "NaN"`)
	add(2, `dtype = "float64"; decode = ["number", "oz->kg"]; nullable = true; null = "NaN"; missing = ["*Unspecified"]`)
	add(2, `dtype = "bool"; decode = ["yn"]`)
	add(2, `dtype = "category"; levels = ["EL", "EM", "UR", "XX"]`)
	add(1, `dtype = "str"`)
	add(1, `dtype = "date"`)
	add(1, `dtype = "datetime64[ns]"`)
	return contract(t, `"CSN"`, columns...)
}

// mixedCSV writes rows of those columns.
func mixedCSV(b testing.TB, rows int) string {
	path := filepath.Join(b.TempDir(), "mixed.csv")
	f, err := os.Create(path)
	must(b, err)
	defer f.Close()
	fmt.Fprint(f, "CSN")
	for i := range 20 {
		fmt.Fprintf(f, ",C%d", i)
	}
	fmt.Fprintln(f)
	r := rand.New(rand.NewSource(1))
	for row := range rows {
		fmt.Fprintf(f, "%d", 100000000+row)
		for range 6 {
			fmt.Fprintf(f, ",%d", r.Intn(100000))
		}
		for range 7 {
			fmt.Fprintf(f, ",%.6g", r.NormFloat64()*100)
		}
		fmt.Fprintf(f, ",%s,%s,%s,%s,diagnosis %d", pick(r, "Y", "N"), pick(r, "Y", "N"), pick(r, "EL", "EM"), pick(r, "UR", "XX"), r.Intn(1000))
		fmt.Fprintf(f, ",20%02d-%02d-%02d,2021-03-%02dT%02d:%02d:00\n", r.Intn(24), 1+r.Intn(12), 1+r.Intn(28), 1+r.Intn(28), 3+r.Intn(20), r.Intn(60))
	}
	return path
}

func pick(r *rand.Rand, values ...string) string { return values[r.Intn(len(values))] }

// BenchmarkReadCSV reads 20 mixed columns and a key; MB/s is of the file.
func BenchmarkReadCSV(b *testing.B) { benchmarkRead(b, mixedColumns(b), mixedCSV(b, 100_000)) }

// BenchmarkReadParquet reads the same records from Parquet.
func BenchmarkReadParquet(b *testing.B) {
	text := mixedCSV(b, 100_000)
	path := filepath.Join(b.TempDir(), "mixed.parquet")
	batches := all(b, open(b, mixedColumns(b), Options{}, text))
	var records []arrow.Record
	for _, batch := range batches {
		records = append(records, batch.Record)
	}
	save(b, path, records...)
	c := mixedColumns(b)
	c.Predict.Keys = nil
	for i := range c.Columns {
		c.Columns[i].Decode = nil
	}
	benchmarkRead(b, c, path)
}

func benchmarkRead(b *testing.B, c *schema.Contract, path string) {
	info, err := os.Stat(path)
	must(b, err)
	b.SetBytes(info.Size())
	b.ReportAllocs()
	rows := int64(0)
	for b.Loop() {
		s, err := Open(c, []string{path}, Options{})
		must(b, err)
		for {
			batch, err := s.Next()
			if err == io.EOF {
				break
			}
			must(b, err)
			if len(batch.Rejects) > 0 {
				b.Fatal(batch.Rejects[0].Messages())
			}
			rows += batch.Record.NumRows()
			batch.Release()
		}
		must(b, s.Close())
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
