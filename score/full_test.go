package score

import (
	"errors"
	"os"
	"os/signal"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"handoff/report"
	"handoff/schema"
)

// fileLimit has writes beyond so many bytes of a file fail, as those to a full
// disk do.
func fileLimit(t *testing.T, bytes uint64) {
	t.Helper()
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(unix.SIGXFSZ)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		unix.Setrlimit(unix.RLIMIT_FSIZE, &before)
		signal.Reset(unix.SIGXFSZ)
	})
}

func TestAFullDiskLeavesNoOutput(t *testing.T) {
	dir := t.TempDir()
	undisturbed := many(t, dir, "out.csv", newBreaking(0))
	if _, err := Run(t.Context(), undisturbed); err != nil {
		t.Fatal(err)
	}
	want := files(t, undisturbed)
	for _, path := range []string{undisturbed.Output, RejectsFor(undisturbed.Output), report.PathFor(undisturbed.Output)} {
		os.Remove(path)
	}
	for name, c := range map[string]struct {
		limit uint64
		kept  []string
	}{
		"no chunk fits": {10_000, nil},
		"a chunk fits":  {150_000, []string{"out.csv.handoff"}},
	} {
		t.Run(name, func(t *testing.T) {
			opts := many(t, dir, "out.csv", newBreaking(0))
			fileLimit(t, c.limit)
			if _, err := Run(t.Context(), opts); !errors.Is(err, unix.EFBIG) {
				t.Fatal(err)
			}
			if got := names(t, dir); !slices.Equal(got, slices.Sorted(slices.Values(append([]string{schema.FileName, "in.csv"}, c.kept...)))) {
				t.Errorf("left: %v", got)
			}
		})
		opts := many(t, dir, "out.csv", newBreaking(0))
		summary, err := Run(t.Context(), opts)
		if err != nil || (summary.Resumed > 0) != (c.kept != nil) {
			t.Fatalf("%s: %+v, %v", name, summary, err)
		}
		if files(t, opts) != want {
			t.Errorf("%s: other bytes than those of an undisturbed run", name)
		}
		for _, path := range []string{opts.Output, RejectsFor(opts.Output), report.PathFor(opts.Output)} {
			os.Remove(path)
		}
	}
}
