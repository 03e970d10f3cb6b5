package bridge

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The glue is Python that runs without Go too.
func TestGlueFromPython(t *testing.T) {
	found, err := scriptOutput("find-python")
	if err != nil {
		t.Fatal(err)
	}
	python, _, _ := strings.Cut(found, "\t")
	sources, err := filepath.Abs("py")
	must(err)
	cmd := exec.Command(python, "-B", "-m", "unittest", "-v", "test_glue")
	cmd.Dir, cmd.Env = "testdata/glue", append(os.Environ(), "HANDOFF_GLUE="+sources)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
