package score

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"handoff/wrapper"
)

func named(t *testing.T, texts ...string) (all []Range) {
	t.Helper()
	for _, text := range texts {
		r, err := ParseRange(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestStepsWriteWhatOneRunWould(t *testing.T) {
	dir := t.TempDir()
	for _, output := range []string{"out.csv", "out.parquet"} {
		undisturbed := many(t, dir, output, newBreaking(0))
		if _, err := Run(t.Context(), undisturbed); err != nil {
			t.Fatal(err)
		}
		want := files(t, undisturbed)
		os.Remove(undisturbed.Output)

		command := []string{"m", "in.csv", "-o", output}
		p, err := Plan(t.Context(), many(t, dir, output, newBreaking(0)), command)
		if err != nil || p.Chunks != 5 || p.Records != 5000 {
			t.Fatalf("%+v, %v", p, err)
		}
		if got, err := Command(undisturbed.Output); err != nil || !slices.Equal(got, command) {
			t.Fatalf("%q, %v", got, err)
		}
		if _, err := Commit(t.Context(), many(t, dir, output, nil)); err == nil || !strings.Contains(err.Error(), "5 of 5 chunks are not scored, the first of them 0, 1, 2, 3, 4") {
			t.Fatalf("nothing is scored: %v", err)
		}
		var g errgroup.Group // as processes do: each has a lock of its own
		for _, share := range []string{"1/3", "2/3", "3/3", "2-4", "0"} {
			opts, shares := undisturbed, named(t, share)
			fresh(t, &opts, func() wrapper.Model { return newBreaking(0) })
			g.Go(func() error {
				_, err := Chunks(t.Context(), opts, shares)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		model := newBreaking(0)
		if done, err := Chunks(t.Context(), many(t, dir, output, model), named(t, "0-4")); err != nil || done != 5 || len(model.calls) > 0 {
			t.Errorf("scored again: %d chunks, %v, %d calls", done, err, len(model.calls))
		}
		s, err := Commit(t.Context(), many(t, dir, output, nil))
		if err != nil || s.Read != 5000 || s.Resumed != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
		if files(t, undisturbed) != want {
			t.Errorf("%s: other bytes than those of one run", output)
		}
	}
}

func TestStepsRefuseWhatWasNotPlanned(t *testing.T) {
	dir := t.TempDir()
	opts := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Chunks(t.Context(), opts, named(t, "0")); err == nil || !strings.Contains(err.Error(), "out.csv.handoff: no plan is there") {
		t.Errorf("no plan: %v", err)
	}
	if _, err := os.Stat(opts.Output + workEnding); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
	if _, err := Plan(t.Context(), opts, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Chunks(t.Context(), opts, named(t, "5")); err == nil || err.Error() != "chunk 5: there are 5, numbered from 0" {
		t.Errorf("%v", err)
	}
	other := opts
	other.BatchSize = 100
	if _, err := Chunks(t.Context(), other, named(t, "0")); err == nil || !strings.Contains(err.Error(), "was planned with other chunk-calls, settings than there are here") {
		t.Errorf("other settings: %v", err)
	}
	if _, err := Chunks(t.Context(), opts, named(t, "0-4")); err != nil {
		t.Fatal(err)
	}
	put(t, opts.Records[0], "id,x\na,1\n")
	if _, err := Commit(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "the inputs are not those that were planned with") {
		t.Errorf("other input: %v", err)
	}
	if _, err := os.Stat(opts.Output); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an output is there: %v", err)
	}
}

func TestPlanThatFailsLeavesWhatWasScored(t *testing.T) {
	dir := t.TempDir()
	opts := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Plan(t.Context(), opts, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Chunks(t.Context(), opts, named(t, "0-4")); err != nil {
		t.Fatal(err)
	}
	fresh(t, &opts, func() wrapper.Model {
		if err := os.Chtimes(opts.Records[0], time.Time{}, time.Unix(0, 0)); err != nil {
			t.Error(err)
		}
		return newBreaking(0)
	})
	if _, err := Plan(t.Context(), opts, nil); err == nil || !strings.Contains(err.Error(), "changed while it was") {
		t.Fatalf("%v", err)
	}
	if s, err := Commit(t.Context(), many(t, dir, "out.csv", nil)); err != nil || s.Read != 5000 {
		t.Errorf("%+v, %v", s, err)
	}
}

// What someone did to the folder ends in a sentence that says what to do, or is
// done again.
func TestStepsSayWhatBecameOfAPlan(t *testing.T) {
	for _, c := range []struct {
		file, text     string
		chunks, commit string // what they say
	}{
		{stepsName, "", "steps.json: it is no longer what was planned: plan anew, with --fresh: unexpected end", "steps.json: it is no longer what was planned"},
		{stepsName, gone, "out.csv.handoff: no plan is there", "out.csv.handoff: no plan is there"},
		{planName, "", "out.csv.handoff: was planned with other plan than there are here", "plan.json: it is no longer what was planned"},
		{planName, gone, "plan.json: it is no longer what was planned", "plan.json: it is no longer what was planned"},
		{lockName, gone, `out.csv.handoff: its file "lock" was removed: once nothing runs there, move the folder away`, `its file "lock" was removed`},
	} {
		dir := t.TempDir()
		opts := many(t, dir, "out.csv", newBreaking(0))
		if _, err := Plan(t.Context(), opts, nil); err != nil {
			t.Fatal(err)
		}
		damage(t, (&work{dir: opts.Output + workEnding}).path(c.file), c.text)
		if _, err := Chunks(t.Context(), opts, named(t, "0")); err == nil || !strings.Contains(err.Error(), c.chunks) {
			t.Errorf("%s: %v", c.file, err)
		}
		if _, err := Commit(t.Context(), opts); err == nil || !strings.Contains(err.Error(), c.commit) {
			t.Errorf("%s: %v", c.file, err)
		}
	}
}

// gone is the text of a file that is removed.
const gone = "gone"

func damage(t *testing.T, path, text string) {
	t.Helper()
	if text != gone {
		put(t, path, text)
	} else if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestRunScoresAgainWithoutItsPlan(t *testing.T) {
	for _, text := range []string{"", gone} {
		dir := t.TempDir()
		breakRun(t, dir, "out.csv", 60)
		damage(t, filepath.Join(dir, "out.csv.handoff", planName), text)
		opts := many(t, dir, "out.csv", newBreaking(0))
		s, err := Run(t.Context(), opts)
		if err != nil || s.Resumed != 0 || s.Read != 5000 {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
		files(t, opts)
	}
}

// What is done or not asked for need not be decoded, once that is known.
func TestCallsThatArePassedOver(t *testing.T) {
	r := &run{Options: Options{BatchSize: 512}, only: []int64{1, 3, 5}, done: map[int64]*chunk{3: {}}}
	passed := func() (calls []int64) {
		for call := range int64(12) {
			if r.passes(call) {
				calls = append(calls, call)
			}
		}
		return calls
	}
	if got := passed(); got != nil {
		t.Errorf("before it is known: %v", got)
	}
	r.passing.Store(true)
	if got, want := passed(), []int64{0, 1, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if r.only = nil; !slices.Equal(passed(), []int64{6, 7}) {
		t.Errorf("of all: %v", passed())
	}
}
