package records

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// found is what may lie in a folder or an archive, and what becomes of it: a
// "row", a "reject", or the kind that it is passed over as.
var found = []struct{ name, content, becomes string }{
	{"0001", jpeg, "row"},
	{"0002.dat", jpeg, "row"},
	{"0003.png", jpeg, "row"},
	{"._0004", jpeg, "row"},
	{"a.jpe", jpeg, "row"},
	{"a.JIF", jpeg, "row"},
	{"a.jfif", jpeg, "row"},
	{"in/store/5f", jpeg, "row"},
	{"no.jpg", "text", "reject"},
	{"no.jpe", "text", "reject"},
	{"no.Jif", "text", "reject"},
	{"no.jfif", "\xff\xd8", "reject"},
	{"empty.jpeg", "", "reject"},
	{"other.png", "text", "reject"},
	{"png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "reject"},
	{"gif", "GIF89a\x01\x00\x01\x00", "reject"},
	{"bmp", "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36", "reject"},
	{"tiff", "II*\x00\x08\x00\x00\x00", "reject"},
	{"webp", "RIFF\x00\x00\x00\x00WEBPVP8 ", "reject"},
	{"heic", "\x00\x00\x00\x18ftypheic\x00\x00", "reject"},
	{"dicom", string(make([]byte, 128)) + "DICM", "reject"},
	{"inner.zip", "PK\x03\x04\x14\x00\x00\x00", "reject"},
	{"inner.tar", string(make([]byte, 257)) + "ustar\x00", "reject"},
	{"labels.csv.gz", "\x1f\x8b\x08\x00", "reject"},
	{"inner.zst", "\x28\xb5\x2f\xfd", "reject"},
	{"labels.csv", "file,label\n", kindText},
	{"bmi.csv", "BMI,age\n21,50\n", kindText},
	{"empty", "", kindEmpty},
	{"._a.jpg", "\x00\x05\x16\x07\x00", kindSystem},
	{".DS_Store", "\x00\x00\x00\x01Bud1\x00", kindSystem},
	{"Thumbs.db", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00\x00\x00", kindOther},
	{"scores.parquet", "PAR1\x00", kindOther},
}

func TestEveryEntryIsAccountedFor(t *testing.T) {
	want := map[string]string{}
	var zipped, tarred bytes.Buffer
	folder := t.TempDir()
	z, r := zip.NewWriter(&zipped), tar.NewWriter(&tarred)
	for _, f := range found {
		want[f.name] = f.becomes
		path := filepath.Join(folder, f.name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, os.WriteFile(path, []byte(f.content), 0o600))
		w, err := z.Create(f.name)
		must(t, err)
		fmt.Fprint(w, f.content)
		must(t, r.WriteHeader(&tar.Header{Name: "./" + f.name, Mode: 0o600, Size: int64(len(f.content))}))
		fmt.Fprint(r, f.content)
	}
	inFolder, inZip, inTar := maps.Clone(want), maps.Clone(want), maps.Clone(want)
	addToFolder(t, folder, inFolder)
	addToZip(t, z, inZip)
	addToTar(t, r, inTar)
	must(t, z.Close())
	must(t, r.Close())
	var gzipped bytes.Buffer
	g := gzip.NewWriter(&gzipped)
	g.Write(tarred.Bytes())
	must(t, g.Close())
	for path, want := range map[string]map[string]string{
		folder:                              inFolder,
		write(t, "a.zip", zipped.String()):  inZip,
		write(t, "a.tar", tarred.String()):  inTar,
		write(t, "a.tgz", gzipped.String()): inTar,
	} {
		t.Run(filepath.Base(path), func(t *testing.T) { accounts(t, path, want) })
	}
}

// accounts holds what becomes of a container's entries to what should.
func accounts(t *testing.T, path string, want map[string]string) {
	c := imageContract(t)
	over, err := PassedOver(c, []string{path}, Options{})
	must(t, err)
	entries := int64(0)
	for _, b := range all(t, open(t, c, Options{}, path)) {
		for i := range b.Where {
			if key := b.Keys.Column(0).ValueStr(i); want[key] != "row" {
				t.Errorf("%s is a row: want %q", key, want[key])
			}
		}
		for _, r := range b.Rejects {
			if key := r.Key[0].Reveal(); want[key] != "reject" {
				t.Errorf("%s is a reject, %v: want %q", key, r.Err, want[key])
			}
		}
		entries += b.Count
	}
	wantOver := map[string]int64{}
	for _, becomes := range want {
		if becomes != "row" && becomes != "reject" {
			wantOver[becomes]++
		}
	}
	if !maps.Equal(over, wantOver) {
		t.Errorf("passed over %v, want %v", over, wantOver)
	}
	for _, n := range over {
		entries += n
	}
	if entries != int64(len(want)) {
		t.Errorf("%d entries were accounted for, there are %d", entries, len(want))
	}
}

func addToFolder(t *testing.T, folder string, want map[string]string) {
	outside := write(t, "outside.jpg", jpeg)
	for name, to := range map[string]struct{ target, becomes string }{
		"link":           {"0001", "row"},
		"link.csv":       {"labels.csv", kindText},
		"in/link.jpg":    {"../0001", "row"},
		"out.jpg":        {outside, "reject"},
		"out":            {filepath.Dir(outside), "reject"},
		"up":             {"..", "reject"},
		"round":          {".", "reject"},
		"store":          {"in/store", "reject"},
		"dangling.csv":   {"nowhere", "reject"},
		"self":           {"self", "reject"},
		"link-to-a-pipe": {"pipe.jpg", kindSpecial},
	} {
		must(t, os.Symlink(to.target, filepath.Join(folder, name)))
		want[name] = to.becomes
	}
	must(t, unix.Mkfifo(filepath.Join(folder, "pipe.jpg"), 0o600))
	want["pipe.jpg"] = kindSpecial
	must(t, os.Link(filepath.Join(folder, "0001"), filepath.Join(folder, "hard")))
	want["hard"] = "row"
}

func addToZip(t *testing.T, z *zip.Writer, want map[string]string) {
	link := &zip.FileHeader{Name: "link.jpg"}
	link.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(link)
	must(t, err)
	fmt.Fprint(w, "0001")
	pipe := &zip.FileHeader{Name: "pipe"}
	pipe.SetMode(fs.ModeNamedPipe | 0o600)
	_, err = z.CreateHeader(pipe)
	must(t, err)
	for name, h := range map[string]zip.FileHeader{"locked": {Flags: 1}, "deflate64": {Method: 9}} {
		h.Name, h.CompressedSize64, h.UncompressedSize64 = name, uint64(len(jpeg)), uint64(len(jpeg))
		w, err := z.CreateRaw(&h)
		must(t, err)
		fmt.Fprint(w, jpeg)
		want[name] = "reject"
	}
	_, err = z.Create("a-folder.jpg/")
	must(t, err)
	want["link.jpg"], want["pipe"] = "reject", kindSpecial
}

func addToTar(t *testing.T, r *tar.Writer, want map[string]string) {
	for _, h := range []tar.Header{
		{Name: "link.jpg", Typeflag: tar.TypeSymlink, Linkname: "0001"},
		{Name: "hard", Typeflag: tar.TypeLink, Linkname: "0001"},
		{Name: "pipe.jpg", Typeflag: tar.TypeFifo},
		{Name: "device", Typeflag: tar.TypeChar},
		{Name: "a-folder.jpg/", Typeflag: tar.TypeDir},
	} {
		must(t, r.WriteHeader(&h))
	}
	want["link.jpg"], want["hard"], want["pipe.jpg"], want["device"] = "reject", "reject", kindSpecial, kindSpecial
}

// Two images of one key are refused before any is read, however they come.
func TestImagesOfOneKeyAreRefused(t *testing.T) {
	c := imageContract(t)
	a, b := write(t, "0001.jpg", jpeg+"a"), write(t, "0001.jpg", jpeg+"b")
	var twice, other bytes.Buffer
	z, r := zip.NewWriter(&twice), tar.NewWriter(&other)
	for _, name := range []string{"0001.jpg", "./0001.jpg"} {
		w, err := z.Create(name)
		must(t, err)
		fmt.Fprint(w, jpeg)
		must(t, r.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(jpeg))}))
		fmt.Fprint(r, jpeg)
	}
	must(t, z.Close())
	must(t, r.Close())
	for _, f := range []struct {
		paths []string
		want  string
	}{
		{[]string{a, b}, "an image of the same key"},
		{[]string{filepath.Dir(a), filepath.Dir(b)}, "an image of the same key"},
		{[]string{filepath.Dir(a), b}, "an image of the same key"},
		{[]string{a, a}, "given twice"},
		{[]string{write(t, "a.zip", twice.String())}, "two images of this name"},
		{[]string{write(t, "a.tar", other.String())}, "two images of this name"},
	} {
		_, err := Open(c, f.paths, Options{})
		wantError(t, err, f.want, "0001.jpg")
	}
}

// A file that changes in its place, or a link that is led elsewhere, is seen.
func TestLookAtSeesChanges(t *testing.T) {
	folder := t.TempDir()
	deep := filepath.Join(folder, "in", "a.jpg")
	must(t, os.Mkdir(filepath.Dir(deep), 0o700))
	must(t, os.WriteFile(deep, []byte(jpeg), 0o600))
	must(t, os.WriteFile(filepath.Join(folder, "b.jpg"), []byte(jpeg+"b"), 0o600))
	link := filepath.Join(folder, "link")
	must(t, os.Symlink("in/a.jpg", link))
	before, err := LookAt(folder)
	must(t, err)
	for _, change := range []func() error{
		func() error { return os.Remove(link) },
		func() error { return os.Symlink("b.jpg", link) },
		func() error { return os.WriteFile(deep, []byte(jpeg+"more"), 0o600) },
	} {
		must(t, change())
		after, err := LookAt(folder)
		must(t, err)
		if after == before {
			t.Error("a change is not seen")
		}
		before = after
	}
}

// A file that cannot be read is an error, not one bad image.
func TestAnUnreadableImageIsAnError(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a.jpg", "b.jpg"} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(jpeg), 0o600))
	}
	s := open(t, imageContract(t), Options{BatchRows: 1}, folder)
	b, err := s.Next()
	must(t, err)
	b.Release()
	must(t, os.Remove(filepath.Join(folder, "b.jpg")))
	_, err = s.Next()
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want an error of the file that is not there", err)
	}
}
