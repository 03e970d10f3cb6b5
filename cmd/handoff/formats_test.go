package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An output has the contract's keys and outputs in the contract's order, of
// the contract's dtypes, in every format: as pyarrow reads them.
func TestOutputsAsPyArrowReadsThem(t *testing.T) {
	dir, env, python := pyArrow(t)
	if err := os.CopyFS(filepath.Join(dir, "model"), os.DirFS("testdata/formats/model")); err != nil {
		t.Fatal(err)
	}
	records := "NAME,NUMBER\na,0\n01,1\n\"c,d\",2\n\"e\"\"\",3\n"
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(records), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := filepath.Abs("testdata/formats/read.py")
	if err != nil {
		t.Fatal(err)
	}
	outputs := []string{"out.csv", "out.tsv", "out.jsonl", "out.parquet", "out.arrow", "out.feather", "out.arrows", "out.csv.gz", "out.jsonl.zst", "out.arrows.zst"}
	for _, output := range outputs {
		score := exec.Command("sh", "-c", "handoff score model in.csv -o "+output)
		score.Dir, score.Env = dir, env
		if out, err := score.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", output, err, out)
		}
	}
	check := exec.Command(python, append([]string{read}, outputs...)...)
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Parquet is read as pyarrow writes it, whatever it is compressed by.
func TestParquetAsPyArrowWritesIt(t *testing.T) {
	dir, env, python := pyArrow(t)
	if err := os.CopyFS(filepath.Join(dir, "model"), os.DirFS("testdata/formats/model")); err != nil {
		t.Fatal(err)
	}
	records := "NAME,NUMBER\n"
	for i := range 2000 {
		records += fmt.Sprintf("name %d,%d\n", i%700, i%50)
	}
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(records), 0o600); err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/formats/parquet.py")
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		c := exec.Command(name, args...)
		c.Dir, c.Env = dir, env
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, args, err, err.(*exec.ExitError).Stderr)
		}
		return string(out)
	}
	seen := map[string]string{}
	for _, path := range append(strings.Fields(run(python, script, "in.csv")), "in.csv") {
		seen[path] = run("sh", "-c", "handoff score model $0 -o -", path)
	}
	if len(seen) != 25 {
		t.Errorf("%d files", len(seen))
	}
	for path, scores := range seen {
		if scores != seen["in.csv"] {
			t.Errorf("%s: other scores than those of the CSV", path)
		}
	}

	// One byte of a value, which is still a value.
	damaged := filepath.Join(dir, "none-2.0-False.parquet")
	content, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(damaged, bytes.Replace(content, []byte("name 123"), []byte("name 133"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-c", "handoff score model $0 -o -", damaged)
	c.Dir, c.Env = dir, env
	if out, err := c.CombinedOutput(); c.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), `column "NAME": row group 0: page 0 is not what its checksum is of`) {
		t.Errorf("%v\n%s", err, out)
	}
}
