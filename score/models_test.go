package score

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"handoff/report"
	"handoff/schema"
	"handoff/testmodels"
	"handoff/wrapper"
)

// Whichever of a model's golden records are scored, in whichever order, as often
// and so many a call, each row has the model's own answer to its record: the one
// that its authors wrote down.
func TestEachRowHasTheModelsAnswerToItsRecord(t *testing.T) {
	needHost(t)
	names, err := testmodels.Good()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		c, err := schema.Read(filepath.Join("../testmodels", name, schema.FileName))
		if err != nil {
			t.Fatal(err)
		}
		if c.Image != nil {
			continue
		}
		t.Run(name, func(t *testing.T) { scoresGolden(t, c) })
	}
}

// needHost makes sure that models can be run; without that a test is skipped, or
// fails where Python is required.
func needHost(t *testing.T) {
	t.Helper()
	if os.Getenv("HANDOFF_HOST") == "" {
		built, err := filepath.Abs("../bin/handoff-host")
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("HANDOFF_HOST", built)
	}
	_, err := os.Stat(os.Getenv("HANDOFF_HOST"))
	if err == nil {
		_, err = wrapper.FindPython(t.Context())
	}
	switch {
	case err == nil:
	case os.Getenv("HANDOFF_TEST_PYTHON") == "required":
		t.Fatalf("no model can be run: run make build: %v", err)
	default:
		t.Skipf("no model can be run: run make build: %v", err)
	}
}

func scoresGolden(t *testing.T, c *schema.Contract) {
	model, err := wrapper.Open(t.Context(), c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	example := c.Examples[0]
	records, answers := golden(t, filepath.Join(c.Dir, example.Records)), golden(t, filepath.Join(c.Dir, example.Expect))
	top := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(top, "")
		if err != nil {
			t.Fatal(err)
		}
		picked := rapid.SliceOfN(rapid.IntRange(0, len(records.rows)-1), 1, 2*len(records.rows)).Draw(t, "records")
		in := filepath.Join(dir, "in"+records.kind)
		put(t, in, records.of(picked))
		out := filepath.Join(dir, "out"+records.kind)
		s, err := Run(context.Background(), Options{
			Contract: c, Records: []string{in}, Output: out, Workers: 1, BatchSize: rapid.IntRange(1, 50).Draw(t, "batch size"),
			Open: func(ctx context.Context) (Hosts, error) {
				about, err := report.ModelOf(ctx, c, "", "")
				return Hosts{Start: func(context.Context) (wrapper.Model, error) { return kept{model}, nil }, About: about}, err
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		scored := golden(t, out)
		if len(scored.rows) != len(picked) {
			t.Fatalf("%d rows of %d records: %+v", len(scored.rows), len(picked), s)
		}
		for i, k := range picked {
			got, want := scored.values(t, i), answers.values(t, k)
			if !alike(got, want, example.RTol) {
				t.Fatalf("row %d, of record %d: got %v, want %v", i, k, got, want)
			}
		}
	})
}

// kept is a model that outlives a run.
type kept struct{ wrapper.Model }

func (kept) Close() error { return nil }

// lines are those of a file of records or outputs, one each.
type lines struct {
	kind, header string
	rows         []string
}

func golden(t tb, path string) lines {
	all := strings.SplitAfter(strings.TrimSuffix(get(t, path), "\n"), "\n")
	all[len(all)-1] += "\n"
	if l := (lines{kind: filepath.Ext(path), rows: all}); l.kind != ".csv" {
		return l
	}
	return lines{".csv", all[0], all[1:]}
}

func (l lines) of(rows []int) string {
	text := l.header
	for _, i := range rows {
		text += l.rows[i]
	}
	return text
}

// values are those of a row, by name.
func (l lines) values(t tb, i int) map[string]any {
	values := map[string]any{}
	if l.kind != ".csv" {
		d := json.NewDecoder(strings.NewReader(l.rows[i]))
		d.UseNumber()
		if err := d.Decode(&values); err != nil {
			t.Fatal(err)
		}
		return values
	}
	rows, err := csv.NewReader(strings.NewReader(l.header + l.rows[i])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for k, name := range rows[0] {
		values[name] = rows[1][k]
	}
	return values
}

// alike tells whether values are written the same, or are numbers that are the
// same but for rtol.
func alike(got, want any, rtol float64) bool {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		for name := range want {
			ok = ok && alike(got[name], want[name], rtol)
		}
		return ok && len(got) == len(want)
	case []any:
		got, ok := got.([]any)
		ok = ok && len(got) == len(want)
		for i := 0; ok && i < len(want); i++ {
			ok = alike(got[i], want[i], rtol)
		}
		return ok
	}
	one, other := fmt.Sprint(got), fmt.Sprint(want)
	x, errX := strconv.ParseFloat(one, 64)
	y, errY := strconv.ParseFloat(other, 64)
	return one == other || errX == nil && errY == nil && math.Abs(x-y) <= rtol*math.Abs(y)
}
