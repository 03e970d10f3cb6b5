package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"handoff/schema"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestHashFileIsSHA256OfTheContent(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "abc"), "abc")
	f, err := HashFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	// The example of FIPS 180-2, appendix B.1.
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if f.SHA256 != want || f.Bytes != 3 || f.Path != path {
		t.Errorf("HashFile = %+v, want sha256 %s of 3 bytes", f, want)
	}
}

func TestHashFolderKnowsNamesAndContent(t *testing.T) {
	hash := func(name, text string) string {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "sub", name), text)
		f, err := HashFile(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return f.SHA256
	}
	same := hash("a", "1")
	if hash("a", "1") != same {
		t.Error("equal folders have different hashes")
	}
	if hash("b", "1") == same || hash("a", "2") == same {
		t.Error("another name or content has the same hash")
	}
}

func TestHashFileOfNothingIsAnError(t *testing.T) {
	if _, err := HashFiles(t.Context(), []string{filepath.Join(t.TempDir(), "gone")}, nil); err == nil {
		t.Error("a missing file has a hash")
	}
}

func TestWriteFileReplacesWholeAndPrivate(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "r.json"), "readable by all")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != text {
			t.Errorf("content %q, %v, want %q", got, err, text)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files in the folder, want the one", len(left))
	}
}

func TestCheckTargetRefuses(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "file"), "")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "no", "out.csv"): "does not exist",
		filepath.Join(file, "out.csv"):      "not a",
		dir:                                 "is a folder",
		link:                                "not a regular file",
		"/dev/null":                         "not a regular file",
	} {
		if err := CheckTarget(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("CheckTarget(%s) = %v, want %q", path, err, want)
		}
	}
	if err := CheckTarget(file); err != nil {
		t.Errorf("a regular file may be replaced: %v", err)
	}
}

// Root may write anywhere, so root asks as somebody else.
func TestCheckTargetInAFolderOfAnother(t *testing.T) {
	if os.Geteuid() == 0 {
		cmd := exec.Command("/proc/self/exe", "-test.run=^TestCheckTargetInAFolderOfAnother$")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return
	}
	if err := CheckTarget("/out.csv"); err == nil || !strings.Contains(err.Error(), "folder / cannot be written to") {
		t.Errorf("CheckTarget: %v", err)
	}
}

func TestModelOf(t *testing.T) {
	dir := t.TempDir()
	c := &schema.Contract{
		Path: write(t, filepath.Join(dir, "handoff.toml"), "[model]"), Dir: dir,
		Model: schema.ModelInfo{Name: "m", Project: "."},
		Load:  schema.Load{Resources: map[string]schema.Resource{"weights": {Path: "w.pt"}, "config": {Path: "c.toml"}}},
	}
	if _, err := ModelOf(t.Context(), c, "", ""); err == nil || !strings.Contains(err.Error(), `resource "config"`) {
		t.Errorf("without its resources: %v", err)
	}
	write(t, filepath.Join(dir, "c.toml"), "")
	write(t, filepath.Join(dir, "w.pt"), "weights")
	m, err := ModelOf(t.Context(), c, write(t, filepath.Join(dir, "m.whl"), "wheel"), "v1-dirty")
	if err != nil {
		t.Fatal(err)
	}
	if m.Wheel.Bytes != 5 || m.Contract.Bytes != 7 || len(m.Resources) != 2 || m.Describe != "v1-dirty" || m.Resources[1].Path != "w.pt" {
		t.Errorf("ModelOf = %+v", m)
	}
}

func TestVerifyReadsTheWheelWhileItIsThere(t *testing.T) {
	dir := t.TempDir()
	wheel := write(t, filepath.Join(dir, "m.whl"), "wheel")
	c := &schema.Contract{Path: write(t, filepath.Join(dir, "handoff.toml"), "[model]"), Dir: dir}
	m, err := ModelOf(t.Context(), c, wheel, "")
	if err != nil {
		t.Fatal(err)
	}
	verify := func() string {
		faults, err := (&Receipt{Model: m}).Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(faults, "\n")
	}
	if got := verify(); got != "" {
		t.Error(got)
	}
	write(t, wheel, "other")
	if got := verify(); !strings.HasPrefix(got, wheel+": has changed: ") {
		t.Errorf("of another wheel: %q", got)
	}
	if err := os.Remove(wheel); err != nil {
		t.Fatal(err)
	}
	if got := verify(); got != "" {
		t.Errorf("where there is none: %q", got)
	}
}

func TestThisHostIsKnown(t *testing.T) {
	if h := ThisHost(); h.Kernel == "" || h.Cores < 1 || h.System == "" {
		t.Errorf("ThisHost = %+v", h)
	}
}

func TestMoveReplacesAcrossFileSystems(t *testing.T) {
	shared, err := os.MkdirTemp("/dev/shm", "handoff-test-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(shared) })
	for _, folder := range []string{t.TempDir(), shared} {
		from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(folder, "to")
		for _, path := range []string{from, to} {
			if err := os.WriteFile(path, []byte(path), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := Move(from, to); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(to)
		info, statErr := os.Stat(to)
		entries, _ := os.ReadDir(folder)
		if err != nil || statErr != nil || string(text) != from || info.Mode().Perm() != 0o600 || len(entries) != 1 {
			t.Errorf("%s holds %q, %v, in %v, %v %v", to, text, info, entries, err, statErr)
		}
	}
	if err := Move(filepath.Join(shared, "none"), filepath.Join(shared, "to")); err == nil {
		t.Error("a file that is not there was moved")
	}
}
