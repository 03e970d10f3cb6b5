package score

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

// many gives options to score 5000 records of a folder in 5 chunks, each with
// records that are rejected at every stage.
func many(t *testing.T, dir, output string, model wrapper.Model) Options {
	in := []string{"id,x"}
	for i := range 5000 {
		in = append(in, fmt.Sprintf("k%d,%d", i, i%1003))
	}
	opts := input(t, dir, strings.Join(in, "\n"), model)
	opts.Output, opts.BatchSize = filepath.Join(dir, output), 256
	return opts
}

// A breaking model raises on one record in a thousand, and its host cannot be
// called from the n-th call on.
type breaking struct {
	fake
	chunks map[int64]bool // that were asked for
}

func newBreaking(n int) *breaking {
	m := &breaking{fake{mem: memory.DefaultAllocator, raises: map[int64]bool{77: true}}, map[int64]bool{}}
	m.seen = func(c wrapper.Call) {
		m.chunks[c.First/chunkRecords] = true
		if len(m.calls) == n {
			m.err = errors.New("socket: broken")
		}
	}
	return m
}

// files are the bytes of a run's output and rejects, once it is done, and what
// its receipt says of them.
func files(t *testing.T, opts Options) [3]string {
	t.Helper()
	if _, err := os.Stat(opts.Output + ".handoff"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
	r, err := report.ReadReceipt(report.PathFor(opts.Output))
	if err != nil {
		t.Fatal(err)
	}
	if r.Why == nil || r.Failed == nil || r.Counts["rejected"] == 0 || r.Counts["failed-calls"] == 0 {
		t.Errorf("the receipt says nothing of rejects and failed calls: %v", r.Counts)
	}
	delete(r.Counts, "resumed")
	said, err := json.Marshal(report.Receipt{Counts: r.Counts, Missing: r.Missing, Why: r.Why, Failed: r.Failed})
	if err != nil {
		t.Fatal(err)
	}
	return [3]string{get(t, opts.Output), get(t, RejectsFor(opts.Output)), string(said)}
}

// breakRun runs until the host breaks, and gives the chunks that are kept.
func breakRun(t *testing.T, dir, output string, n int) []int64 {
	t.Helper()
	opts := many(t, dir, output, newBreaking(n))
	_, err := Run(t.Context(), opts)
	if err == nil || !strings.Contains(err.Error(), "socket: broken: what was scored until then is kept in "+opts.Output+".handoff") {
		t.Fatal(err)
	}
	if _, err := os.Stat(opts.Output); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a run that failed has an output: %v", err)
	}
	chunks, err := (&work{dir: opts.Output + ".handoff"}).chunks(func(int64) bool { return true })
	if err != nil || len(chunks) == 0 {
		t.Fatalf("kept %v, %v", chunks, err)
	}
	return slices.Sorted(maps.Keys(chunks))
}

func TestRunGoesOnWhereAnotherEnded(t *testing.T) {
	dir := t.TempDir()
	for _, output := range []string{"out.csv", "out.parquet", "out.arrow"} {
		undisturbed := many(t, dir, output, newBreaking(0))
		if _, err := Run(t.Context(), undisturbed); err != nil {
			t.Fatal(err)
		}
		want := files(t, undisturbed)
		os.Remove(undisturbed.Output)

		breakRun(t, dir, output, 45)
		kept := breakRun(t, dir, output, 35) // goes on from the first, some chunks further
		model := newBreaking(0)
		summary, err := Run(t.Context(), many(t, dir, output, model))
		if err != nil || summary.Read != 5000 || summary.Resumed < chunkRecords*int64(len(kept)) {
			t.Fatalf("%s: %+v, %v; kept %v", output, summary, err, kept)
		}
		for _, n := range kept {
			if model.chunks[n] {
				t.Errorf("%s: chunk %d was scored again", output, n)
			}
		}
		if got := files(t, undisturbed); got != want {
			t.Errorf("%s: other bytes than those of an undisturbed run", output)
		}
	}
}

// A chunk that is not whole, after a loss of power or a full disk, is scored again.
func TestRunScoresAgainWhatIsNotWhole(t *testing.T) {
	dir := t.TempDir()
	undisturbed := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Run(t.Context(), undisturbed); err != nil {
		t.Fatal(err)
	}
	want := files(t, undisturbed)
	os.Remove(undisturbed.Output)
	for name, damage := range map[string]func(*work) error{
		"half a marker":  func(w *work) error { return os.Truncate(only(t, w, markersEnding), 10) },
		"no markers":     func(w *work) error { return os.Remove(only(t, w, markersEnding)) },
		"another number": func(w *work) error { return replace(only(t, w, markersEnding), `"number":0,`, `"number":1,`) },
		"more rejects":   func(w *work) error { return replace(only(t, w, markersEnding), `"rejects":`, `"rejectc":`) },
		"half the rows":  func(w *work) error { return os.Truncate(only(t, w, rowsEnding), 100) },
		"no rows":        func(w *work) error { return os.Remove(only(t, w, rowsEnding)) },
		"other rows":     func(w *work) error { return flip(only(t, w, rowsEnding)) },
		"other rejects":  func(w *work) error { return flip(only(t, w, rejectsEnding)) },
	} {
		breakRun(t, dir, "out.csv", 60)
		if err := damage(&work{dir: undisturbed.Output + ".handoff"}); err != nil {
			t.Fatal(err)
		}
		model := newBreaking(0)
		if _, err := Run(t.Context(), many(t, dir, "out.csv", model)); err != nil {
			t.Fatal(err)
		}
		if got := files(t, undisturbed); got != want || !model.chunks[0] {
			t.Errorf("%s: same bytes: %v; chunks that were scored: %v", name, got == want, model.chunks)
		}
		os.Remove(undisturbed.Output)
	}
}

// only is the one file of a run's chunks with this ending.
func only(t *testing.T, w *work, ending string) string {
	t.Helper()
	found, err := filepath.Glob(w.path(chunksPrefix + "*" + ending))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0]
}

// replace changes the first of such texts in a file.
func replace(path, old, by string) error {
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte(old)) {
		return fmt.Errorf("%s: %q is not there: %w", path, old, err)
	}
	return os.WriteFile(path, bytes.Replace(text, []byte(old), []byte(by), 1), 0o600)
}

// flip changes a byte of a file's first segment.
func flip(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, 100); err != nil {
		return err
	}
	_, err = f.WriteAt([]byte{b[0] ^ 1}, 100)
	return err
}

// Chunks of another plan are of no use; an error before the plan is known, and
// a run that is asked to start over, are different matters.
func TestRunTakesOnlyChunksOfItsOwnPlan(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		change func(*Options)
		note   string
	}{
		"settings": {func(o *Options) { o.BatchSize = 512 }, "other chunk-calls, settings was"},
		"input": {func(o *Options) {
			put(t, o.Records[0], strings.Replace(get(t, o.Records[0]), "k0,0", "k0,1", 1))
		}, "other inputs was"},
		"fresh": {func(o *Options) { o.Fresh = true }, ""},
	} {
		breakRun(t, dir, "out.csv", 60)
		missing := many(t, dir, "out.csv", newBreaking(0))
		missing.Records = []string{filepath.Join(dir, "none.csv")}
		if _, err := Run(t.Context(), missing); err == nil {
			t.Fatal("records that are not there were scored")
		}
		opts := many(t, dir, "out.csv", newBreaking(0))
		c.change(&opts)
		var notes []string
		opts.Note = func(text string) { notes = append(notes, text) }
		summary, err := Run(t.Context(), opts)
		if err != nil || summary.Resumed != 0 || !strings.Contains(strings.Join(notes, "\n"), c.note) || (c.note == "") != (notes == nil) {
			t.Errorf("%s: %+v, %v; notes %q", name, summary, err, notes)
		}
		os.Remove(opts.Output)
	}
}

// An interrupt leaves the chunks that are done, rejects that are too many leave
// nothing.
func TestRunLeavesNoChunksThatNobodyWants(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	model := newBreaking(0)
	opts := many(t, dir, "out.csv", model)
	model.seen = func(c wrapper.Call) {
		if c.First > 4000 {
			cancel()
		}
	}
	var kept *KeptError
	if _, err := Run(ctx, opts); !errors.Is(err, context.Canceled) || !errors.As(err, &kept) {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(kept.Dir, planName)); err != nil {
		t.Fatal(err)
	}
	opts = many(t, dir, "out.csv", newBreaking(0))
	opts.MaxRejects, _ = ParseLimit("2000")
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "more than --max-rejects 2000 allows: nothing was written; the first: "+opts.Records[0]+":79: predict") {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{schema.FileName, "in.csv"}) {
		t.Errorf("left: %v", got)
	}
}
