package main

import (
	"os"
	"os/exec"
	"path/filepath"
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
