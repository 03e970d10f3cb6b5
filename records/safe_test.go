package records

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"
)

// drain reads a file to its end or to its error.
func drain(t testing.TB, path string, o Options) error {
	s, err := Open(everyDType(t), []string{path}, o)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		b, err := s.Next()
		if err != nil {
			return err
		}
		if b.Count != b.Record.NumRows()+int64(len(b.Rejects)) {
			t.Fatalf("%d records are %d rows and %d rejects", b.Count, b.Record.NumRows(), len(b.Rejects))
		}
		b.Release()
	}
}

// A file that was changed or cut anywhere is read, or ends in an error; it
// never ends the process.
func TestCorruptTypedFiles(t *testing.T) {
	rec := everyBatch(t).Record
	for _, ending := range []string{"parquet", "arrow", "arrows"} {
		path := filepath.Join(t.TempDir(), "x."+ending)
		save(t, path, rec)
		sound := []byte(read(t, path))
		if err := drain(t, path, Options{}); err != io.EOF {
			t.Fatal(err)
		}
		bad := filepath.Join(t.TempDir(), "bad."+ending)
		rapid.Check(t, func(r *rapid.T) {
			content := append([]byte(nil), sound...)
			for range rapid.IntRange(1, 4).Draw(r, "changes") {
				at := rapid.IntRange(0, len(content)-1).Draw(r, "at")
				content[at] = rapid.SampledFrom([]byte{0, 1, 0x7f, 0x80, 0xff, content[at] + 1}).Draw(r, "byte")
			}
			must(t, os.WriteFile(bad, content, 0o600))
			if drain(t, bad, Options{}) == nil {
				r.Fatal("no error and no end")
			}
		})
		for cut := range len(sound) {
			if cut%37 != 0 {
				continue
			}
			must(t, os.WriteFile(bad, sound[:cut], 0o600))
			if err := drain(t, bad, Options{}); err == nil || errors.Is(err, io.EOF) {
				t.Errorf("%s: cut at %d of %d: got %v", ending, cut, len(sound), err)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	rec := everyBatch(f).Record
	for _, ending := range []string{"csv", "jsonl", "parquet", "arrow", "arrows"} {
		path := filepath.Join(f.TempDir(), "x."+ending)
		save(f, path, rec)
		content, err := os.ReadFile(path)
		must(f, err)
		f.Add(content)
	}
	path := filepath.Join(f.TempDir(), "x")
	f.Fuzz(func(t *testing.T, content []byte) {
		must(t, os.WriteFile(path, content, 0o600))
		if drain(t, path, Options{BatchRows: 2, MaxRecord: 1 << 10}) == nil {
			t.Fatal("no error and no end")
		}
	})
}

// What is decoded is released, whatever became of it.
func TestNothingIsLeaked(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	dir := t.TempDir()
	for _, ending := range []string{"csv", "jsonl", "arrow", "arrows"} {
		path := filepath.Join(dir, "x."+ending)
		save(t, path, everyBatch(t).Record)
		if err := drain(t, path, Options{BatchRows: 2, Allocator: mem}); err != io.EOF {
			t.Error(err)
		}
	}
	broken := write(t, "x.csv", everyValue+"4,999,x,,,,,,,,,,,,[]\n")
	if err := drain(t, broken, Options{Allocator: mem}); err != io.EOF {
		t.Error(err)
	}
	if err := drain(t, write(t, "y.csv", "KEY\n"), Options{Allocator: mem}); err == nil {
		t.Error("a file without the columns was read")
	}
}
