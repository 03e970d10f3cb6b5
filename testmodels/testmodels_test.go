package testmodels

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGoodModelsAreWhole(t *testing.T) {
	good, err := Good()
	if err != nil || len(good) == 0 {
		t.Fatalf("Good() = %v, %v: expected models", good, err)
	}
	for _, name := range good {
		t.Run(name, func(t *testing.T) {
			dir, _, err := Materialise(t.TempDir(), name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(dir, "handoff.toml")); err != nil {
				t.Error(err)
			}
			if _, err := ExpectedOf(name); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFaultsDifferFromTheirBase(t *testing.T) {
	faults, err := Faults()
	if err != nil || len(faults) == 0 {
		t.Fatalf("Faults() = %v, %v: expected overlays", faults, err)
	}
	for _, fault := range faults {
		t.Run(fault.Name, func(t *testing.T) {
			faulty, good := t.TempDir(), t.TempDir()
			if _, _, err := Materialise(faulty, fault.Name); err != nil {
				t.Fatal(err)
			}
			if _, _, err := Materialise(good, fault.Base); err != nil {
				t.Fatal(err)
			}
			if fault.History == "" && tree(t, faulty) == tree(t, good) {
				t.Errorf("nothing differs from %s", fault.Base)
			}
			if fault.Says == "" {
				t.Error("overlay.toml does not say what the fault is")
			}
		})
	}
}

// TestFaultsAreNamedForTheirRule holds each folder to section-fault, with
// more words behind a second dash where a rule has several fault models.
func TestFaultsAreNamedForTheirRule(t *testing.T) {
	faults, err := Faults()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		if !strings.HasPrefix(fault.Name, strings.ReplaceAll(fault.Rule, "/", "-")) {
			t.Errorf("faults/%s is for rule %s", fault.Name, fault.Rule)
		}
	}
}

func TestOverlayRemovesAndReplaces(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "gone/a.py", "a")
	write(t, dir, "kept.py", "old")
	from := t.TempDir()
	write(t, from, "overlay.toml", "")
	write(t, from, "kept.py", "new")
	write(t, from, "build/lib/stale.py", "left by a build")
	if err := (Overlay{Remove: []string{"gone"}}).apply(dir, from); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got != "kept.py=new\n" {
		t.Errorf("after apply: %q", got)
	}
	if err := (Overlay{Remove: []string{"absent.py"}}).apply(dir, from); err == nil {
		t.Error("removing what is not there: expected an error")
	}
}

func TestUnknownModelIsAnError(t *testing.T) {
	if _, _, err := Materialise(t.TempDir(), "no-such-model"); err == nil {
		t.Error("expected an error")
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestHistory(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.py", "a")
	for range 2 {
		if err := Commit(dir); err != nil {
			t.Fatal(err)
		}
		write(t, dir, "a.py", "changed") // which the second call leaves alone
	}
	for args, want := range map[string]string{"log --format=%H": "f4cd3069c73cc527dfa2525ff0703c04bd028524", "status --porcelain": " M a.py"} {
		out, err := exec.Command("git", append([]string{"-C", dir}, strings.Fields(args)...)...).Output()
		if got := strings.TrimRight(string(out), "\n"); err != nil || got != want {
			t.Errorf("git %s gives %q, %v; want %q", args, got, err, want)
		}
	}
}

// tree is the files of a folder with their content, in the order of names.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	contents := files(t, dir)
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		all.WriteString(name + "=" + contents[name] + "\n")
	}
	return all.String()
}

// files is the content of a folder's files by name relative to it.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	contents := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if entry != nil && entry.Name() == ".git" {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		contents[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contents
}
