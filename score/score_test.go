package score

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const contractText = `
[model]
name = "double"
[load]
call = "double:load"
[predict]
call = "predict"
form = "dataframe"
keys = ["id"]
[[columns]]
name = "x"
dtype = "int64"
range = [0, 1000]
[[outputs]]
name = "y"
dtype = "float64"
range = [0, 1000]
`

// tb is what a test and a property have in common.
type tb interface{ Fatal(...any) }

// input writes a contract and records into a folder and gives options to
// score them with a model.
func input(t tb, dir, records string, model wrapper.Model) Options {
	path := filepath.Join(dir, "handoff.toml")
	put(t, path, contractText)
	c, err := schema.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(dir, "in.csv")
	put(t, in, records)
	return Options{
		Contract: c, Records: []string{in}, Output: filepath.Join(dir, "out.csv"),
		Open: func(ctx context.Context) (Hosts, error) {
			about, err := report.ModelOf(ctx, c, "", "")
			return Hosts{Start: func(context.Context) (wrapper.Model, error) { return model, nil }, About: about}, err
		},
	}
}

func put(t tb, path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func get(t tb, path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRunLosesNoRecord(t *testing.T) {
	top := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(top, "")
		if err != nil {
			t.Fatal(err)
		}
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		model := &fake{mem: mem, raises: map[int64]bool{}, dies: map[int64]bool{}}
		in, want := "id,x\n", "id,y\n"
		bad := map[string]string{} // id to the stage that rejects it
		n := rapid.Int64Range(0, 30).Draw(t, "records")
		for i := range n {
			id, x := fmt.Sprintf("k%d", i), strconv.FormatInt(i, 10)
			switch kind := rapid.SampledFrom([]string{"good", "good", "good", "decode", "validate", "predict", "died", "result"}).Draw(t, id); kind {
			case "good":
				want += fmt.Sprintf("%s,%d\n", id, 2*i)
			case "decode":
				x, bad[id] = "many", kind
			case "validate":
				x, bad[id] = "1001", kind
			case "predict":
				model.raises[i], bad[id] = true, kind
			case "died":
				model.dies[i], bad[id] = true, "predict"
			case "result": // twice this is out of the output's range
				x, bad[id] = strconv.FormatInt(900+i, 10), kind
			}
			in += id + "," + x + "\n"
		}
		opts := input(t, dir, in, model)
		opts.BatchSize = rapid.IntRange(1, 40).Draw(t, "batch size")
		got, err := Run(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got.Read != n || got.Rejected != int64(len(bad)) || got.Scored != n-int64(len(bad)) {
			t.Fatalf("summary %+v of %d records, %d of them bad", got, n, len(bad))
		}
		if text := get(t, opts.Output); text != want {
			t.Fatalf("output\n%s\nwant\n%s", text, want)
		}
		compareRejects(t, opts.Output, bad)

		// The model does not depend on the batch size, so neither do the files.
		again := opts
		again.BatchSize, again.Output = rapid.IntRange(1, 40).Draw(t, "other batch size"), filepath.Join(dir, "again.csv")
		if _, err := Run(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		if get(t, again.Output) != want || len(bad) > 0 && get(t, RejectsFor(again.Output)) != get(t, RejectsFor(opts.Output)) {
			t.Fatalf("other files with batches of %d than of %d", again.BatchSize, opts.BatchSize)
		}
	})
}

// compareRejects holds the rejects file to the stages expected.
func compareRejects(t *rapid.T, output string, bad map[string]string) {
	path := RejectsFor(output)
	if len(bad) == 0 {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("a rejects file without rejects: %v", err)
		}
		return
	}
	rows, err := csv.NewReader(strings.NewReader(get(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	stage := slices.Index(rows[0], "stage")
	if stage < 0 || len(rows)-1 != len(bad) { // each breaks the contract in one place
		t.Fatalf("%d rejects, want %d; header %v", len(rows)-1, len(bad), rows[0])
	}
	count := map[string]int{}
	for _, row := range rows[1:] {
		count[row[stage]]++
	}
	for _, s := range bad {
		count[s]--
	}
	for s, n := range count {
		if n != 0 {
			t.Fatalf("%d rejects of stage %s too many", n, s)
		}
	}
}

func TestRunLeavesWhatStoodThere(t *testing.T) {
	broken := errors.New("socket: broken")
	for name, c := range map[string]struct {
		model *fake
		want  string
	}{
		"error":       {&fake{err: broken}, broken.Error()},
		"interrupt":   {nil, context.Canceled.Error()},
		"too many":    {&fake{mem: memory.DefaultAllocator, raises: map[int64]bool{1: true, 2: true}}, "2 of 3 records rejected"},
		"host ending": {&fake{err: &wrapper.HostError{Phase: wrapper.PhaseLoad, Exit: 1}}, "phase load"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.model == nil {
				c.model = &fake{mem: memory.DefaultAllocator, seen: func(wrapper.Call) { cancel() }}
			}
			opts := input(t, dir, "id,x\na,1\nb,2\nc,3\n", c.model)
			opts.MaxRejects, _ = ParseLimit("50%")
			put(t, opts.Output, "before")
			if _, err := Run(ctx, opts); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			if text := get(t, opts.Output); text != "before" {
				t.Fatalf("the output is now %q", text)
			}
			if got := names(t, dir); !slices.Equal(got, []string{"handoff.toml", "in.csv", "out.csv"}) {
				t.Errorf("left: %v", got)
			}
		})
	}
}

func TestRunWritesAReceipt(t *testing.T) {
	dir := t.TempDir()
	opts := input(t, dir, "id,x\na,1\nb,2000\nc,\n", &fake{mem: memory.DefaultAllocator})
	summary, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var receipt report.Receipt
	if err := json.Unmarshal([]byte(get(t, summary.Receipt)), &receipt); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]map[string]int64{"x": {"null": 1}}, receipt.Missing); diff != "" {
		t.Errorf("missing: -want +got:\n%s", diff)
	}
	if receipt.Counts["read"] != 3 || receipt.Counts["scored"] != 1 || receipt.Counts["rejected"] != 2 {
		t.Errorf("counts %v", receipt.Counts)
	}
	for _, f := range append(receipt.Inputs, receipt.Outputs...) {
		if now, err := report.HashFile(t.Context(), f.Path); err != nil || now != f {
			t.Errorf("receipt has %+v, there is %+v, %v", f, now, err)
		}
	}
	if len(receipt.Outputs) != 2 || receipt.Model.Name != "double" || receipt.Settings["batch-size"] == nil {
		t.Errorf("receipt %+v", receipt)
	}
}

// A receipt never names the hash of an input that others were the scores of.
func TestRunRefusesAnInputThatChanges(t *testing.T) {
	dir := t.TempDir()
	model := &fake{mem: memory.DefaultAllocator}
	opts := input(t, dir, "id,x\na,1\n", model)
	model.seen = func(wrapper.Call) { put(t, opts.Records[0], "id,x\na,1\nb,2\n") }
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "in.csv: changed while it was scored") {
		t.Fatalf("error %v", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"handoff.toml", "in.csv"}) {
		t.Errorf("left: %v", got)
	}
}

func TestRunRejectsARecordThatIsTooLong(t *testing.T) {
	opts := input(t, t.TempDir(), "id,x\na,1\n"+strings.Repeat("b", 100)+",2\nc,3\n", &fake{mem: memory.DefaultAllocator})
	opts.MaxRecord = 50
	summary, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, summary.Output); got != "id,y\na,2\nc,6\n" || summary.Rejected != 1 {
		t.Errorf("got %s, %d rejected", got, summary.Rejected)
	}
	opts.MaxRecord = -1
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "--max-record-bytes -1") {
		t.Errorf("got %v", err)
	}
}

func TestRunKeepsFilesPrivate(t *testing.T) {
	dir := t.TempDir()
	summary, err := Run(t.Context(), input(t, dir, "id,x\na,1\nb,2000\n", &fake{mem: memory.DefaultAllocator}))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{summary.Output, summary.Rejects, summary.Receipt} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if bytes.Contains([]byte(get(t, summary.Rejects)), []byte("2000")) {
		t.Error("the rejects show a value")
	}
}

func TestCallsTakeNoMoreImagesThanTheContractSays(t *testing.T) {
	c := &schema.Contract{Image: &schema.Image{Batch: 4}}
	for asked, want := range map[int]int{0: 4, 2: 2, 100: 4} {
		if got := (Options{Contract: c, BatchSize: asked}).withDefaults().BatchSize; got != want {
			t.Errorf("batch size %d: %d a call, want %d", asked, got, want)
		}
	}
}
