package records

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"golang.org/x/sys/unix"

	"handoff/schema"
)

func imageContract(t *testing.T) *schema.Contract {
	c, err := schema.Parse("handoff.toml", []byte("[model]\nname = \"m\"\n[load]\ncall = \"m:load\"\n[predict]\ncall = \"predict\"\nform = \"bytes\"\n[image]\n[[outputs]]\nname = \"p\"\ndtype = \"float64\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const jpeg = "\xff\xd8\xff\xe0rest\x00of it"

// images are files of a folder or archive; the order is that of their names.
var images = []struct{ name, content string }{
	{"a.jpg", jpeg + "1"}, {"b/c.JPEG", jpeg + "2"}, {"b/d.jpg", "no image"}, {"b/e.png", "\x89PNG\r\n"}, {"empty.jpg", ""}, {"labels.csv", "x"}, {"z.jpg", jpeg + "3"},
}

const wantImages = "a.jpg=1 b/c.JPEG=2 !b/d.jpg !b/e.png !empty.jpg z.jpg=3"

func traceImages(batches []*Batch) string {
	var out []string
	for _, b := range batches {
		became := map[int64]string{}
		for i, at := range b.Where {
			content := b.Record.Column(0).(*array.Binary).Value(i)
			became[at.Record] = b.Keys.Column(0).ValueStr(i) + "=" + strings.TrimPrefix(string(content), jpeg)
		}
		for _, r := range b.Rejects {
			became[r.Record] = "!" + r.Key[0].Reveal()
		}
		for i := range b.Count {
			out = append(out, became[b.First+i])
		}
	}
	return strings.Join(out, " ")
}

func TestImages(t *testing.T) {
	c := imageContract(t)
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	var zipped, tarred bytes.Buffer
	z, r := zip.NewWriter(&zipped), tar.NewWriter(&tarred)
	for _, f := range images {
		path := filepath.Join(folder, f.name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(f.content), 0o600))
		w, err := z.Create(f.name)
		must(t, err)
		fmt.Fprint(w, f.content)
		must(t, r.WriteHeader(&tar.Header{Name: f.name, Mode: 0o600, Size: int64(len(f.content))}))
		fmt.Fprint(r, f.content)
	}
	must(t, z.Close())
	must(t, r.Close())
	must(t, os.WriteFile(filepath.Join(dir, "outside.jpg"), []byte(jpeg), 0o600))
	must(t, os.Symlink("../outside.jpg", filepath.Join(folder, "zz.jpg")))
	must(t, os.WriteFile(filepath.Join(folder, "zz\xff.jpg"), []byte(jpeg), 0o600))
	must(t, unix.Mkfifo(filepath.Join(folder, "pipe.jpg"), 0o600))
	for path, want := range map[string]string{
		folder:                                  wantImages + " !zz.jpg !zz\ufffd.jpg",
		write(t, "a.zip", zipped.String()):      wantImages,
		write(t, "a.tar", tarred.String()):      wantImages,
		filepath.Join(folder, "a.jpg"):          "a.jpg=1",
		write(t, "big.jpg", jpeg+"0123456789a"): "!big.jpg",
	} {
		got := traceImages(all(t, open(t, c, Options{BatchRows: 2, MaxRecord: int64(len(jpeg) + 10)}, path)))
		if got != want {
			t.Errorf("%s: got %s, want %s", filepath.Base(path), got, want)
		}
	}
}

// What a run shows of its progress: a share of the bytes that there are.
func TestImagesTellHowFarTheyAre(t *testing.T) {
	c := imageContract(t)
	folder := t.TempDir()
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	for i := range 4 {
		name, content := fmt.Sprintf("%d.jpg", i), jpeg+strings.Repeat("x", 1000)
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
		w, err := z.Create(name)
		must(t, err)
		fmt.Fprint(w, content)
	}
	must(t, z.Close())
	inFolder, err := LookAt(folder)
	must(t, err)
	for path, total := range map[string]int64{folder: inFolder.Bytes, write(t, "a.zip", zipped.String()): int64(zipped.Len())} {
		batches := all(t, open(t, c, Options{BatchRows: 2}, path))
		half, end := batches[0].Bytes, batches[1].Bytes
		if half == 0 || end != 2*half || end > total || path == folder && end != total {
			t.Errorf("%s: %d, then %d of %d bytes", filepath.Base(path), half, end, total)
		}
	}
}

func TestImageModelRefusesRecords(t *testing.T) {
	c := imageContract(t)
	empty := t.TempDir()
	for path, want := range map[string]string{
		write(t, "a.csv", "file\nx\n"):     "JPEG files",
		write(t, "a.jpg", "no image"):      "JPEG",
		write(t, "a.zip", "PK\x03\x04cut"): "a.zip",
		empty:                              "no image",
	} {
		_, err := Open(c, []string{path}, Options{})
		wantError(t, err, want, filepath.Base(path))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
