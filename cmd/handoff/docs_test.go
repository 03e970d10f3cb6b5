package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"handoff/testmodels"
)

// A command is a line "$ ..." of a console block, and the output that the
// block shows under it.
type command struct {
	line  string
	shown []string
}

// TestDocs runs every command of the console blocks in README.md and
// docs/*.md, each file's in one folder, in order, and holds the output to the
// one shown, where one is: "..." stands for anything, on a line of its own
// for any number of lines. Exit code 1 is an outcome, which some show.
func TestDocs(t *testing.T) {
	if ok, err := condition("python"); err != nil {
		t.Fatal(err)
	} else if !ok {
		t.Skip("a model cannot be run here")
	}
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := filepath.Glob("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(readme, docs...) {
		t.Run(filepath.Base(file), func(t *testing.T) { runDoc(t, file) })
	}
}

func runDoc(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir, env := docFolder(t)
	for _, c := range commandsOf(string(text)) {
		sh := exec.Command("sh", "-c", c.line)
		sh.Dir, sh.Env = dir, env
		out, err := sh.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == exitFaults) {
			t.Fatalf("$ %s\n%v\n%s", c.line, err, out)
		}
		if len(c.shown) > 0 && !pattern(c.shown).Match(firstUse.ReplaceAll(out, nil)) {
			t.Errorf("$ %s\nis shown with\n%s\nand printed\n%s", c.line, strings.Join(c.shown, "\n"), out)
		}
	}
}

// docFolder is a folder in which a reader might stand: testmodels lies in it,
// and handoff is on the PATH.
func docFolder(t *testing.T) (dir string, env []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	models, err := testmodels.Dir()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	for link, to := range map[string]string{filepath.Join(bin, "handoff"): self, filepath.Join(dir, "testmodels"): models} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	path := bin + string(os.PathListSeparator) + os.Getenv("PATH")
	return dir, append(os.Environ(), "PATH="+path, "HANDOFF_HOST="+host())
}

// commandsOf finds the commands of a document's console blocks.
func commandsOf(text string) []command {
	var all []command
	in := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		call, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "```"):
			in = line == "```console"
		case !in:
		case isCommand:
			all = append(all, command{line: call})
		case len(all) > 0:
			all[len(all)-1].shown = append(all[len(all)-1].shown, line)
		}
	}
	return all
}

// firstUse is what is printed where an environment is not built yet.
var firstUse = regexp.MustCompile(`(?m)^handoff: (fetching|waiting|building|installing) .*\n`)

// pattern is the shown output as a regular expression.
func pattern(shown []string) *regexp.Regexp {
	var p strings.Builder
	p.WriteString("^")
	for _, line := range shown {
		if line == "..." {
			p.WriteString(`(.*\n)*`)
			continue
		}
		p.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), `\.\.\.`, `.*`) + `\n`)
	}
	return regexp.MustCompile(p.String() + "\n*$")
}

func TestCommandsOf(t *testing.T) {
	got := commandsOf("$ handoff no\n```console\n$ handoff a\n1\n...\n$ ls\n```\n```sh\n$ handoff c\n```\n")
	if len(got) != 2 || got[0].line != "handoff a" || len(got[0].shown) != 2 || got[1].line != "ls" || len(got[1].shown) != 0 {
		t.Fatalf("got %+v", got)
	}
	for out, want := range map[string]bool{"1\n2\n3\n": true, "1\n": true, "2\n3\n": false, "11\n": false} {
		if pattern(got[0].shown).MatchString(out) != want {
			t.Errorf("%q against %q: want %v", out, got[0].shown, want)
		}
	}
}
