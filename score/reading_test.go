package score

import (
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"

	"handoff/wrapper"
)

// A disk that fails in the middle leaves no output, but what was scored: the
// disk may do better the next time.
func TestAReadErrorInTheMiddleKeepsWhatWasScored(t *testing.T) {
	dir := t.TempDir()
	second := filepath.Join(dir, "second.csv")
	put(t, second, "id,x\nlast,1\n")
	model := &fake{mem: memory.DefaultAllocator}
	model.seen = func(wrapper.Call) {
		if len(model.calls) > 1 {
			return
		}
		// Nothing lies at the first address of a process.
		if err := errors.Join(os.Remove(second), os.Symlink("/proc/self/mem", second)); err != nil {
			t.Error(err)
		}
	}
	opts := many(t, dir, "out.csv", model)
	opts.Records, opts.BatchSize, opts.Workers = append(opts.Records, second), 1, 1
	_, err := Run(t.Context(), opts)
	if !errors.Is(err, unix.EIO) || !strings.Contains(err.Error(), second) || !strings.Contains(err.Error(), "the same command goes on from there") {
		t.Error(err)
	}
	if got := names(t, dir); slices.Contains(got, "out.csv") || !slices.Contains(got, "out.csv.handoff") {
		t.Errorf("left: %v", got)
	}
}

// Content that cannot be read leaves nothing: the same command would end there
// again.
func TestDamagedContentLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	opts := many(t, dir, "out.csv", newBreaking(0))
	text := get(t, opts.Records[0])
	path := filepath.Join(dir, "in.csv.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(text))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Truncate(info.Size()-10), f.Close()); err != nil {
		t.Fatal(err)
	}
	opts.Records = []string{path}
	_, err = Run(t.Context(), opts)
	if err == nil || !strings.Contains(err.Error(), path+": line ") || !strings.Contains(err.Error(), "gzip content ends too early") || strings.Contains(err.Error(), "goes on") {
		t.Error(err)
	}
	for _, name := range []string{"out.csv", "out.csv.handoff", "out.csv.receipt.json"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there", name)
		}
	}
}
