package score

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// BenchmarkImages scores photographs that ship in scikit-image, of 0.3 to 2
// megapixels, by the network of testmodels/retina.
func BenchmarkImages(b *testing.B) {
	model, few := "../testmodels/retina/pil", photographs(b, 20)
	python := pythonOf(b, filepath.Join(model, "handoff.toml"))
	handoff, expected := handoffSide(model, runtime.NumCPU()), filepath.Join(b.TempDir(), "expected.csv")
	handoff.run(b, few, expected)
	var loops []side
	for threads := 1; threads <= runtime.NumCPU(); threads *= 2 {
		loops = append(loops, side{fmt.Sprintf("%d threads", threads), func(records, output string) *exec.Cmd {
			return exec.Command(python, "peers/photographs.py", records, output, "--resources", "../testmodels/retina/resources", "--threads", strconv.Itoa(threads))
		}})
	}
	loop := best(b, "loop", loops, few, expected)
	b.Run("photographs", func(b *testing.B) { inTurns(b, photographs(b, 300), ".csv", handoff, loop) })
}

// photographs makes a folder of so many copies of each of scikit-image's.
func photographs(b *testing.B, copies int) string {
	b.Helper()
	folder := b.TempDir()
	for _, name := range []string{"retina", "rocket", "hubble_deep_field"} {
		jpeg, err := os.ReadFile(filepath.Join(peersSite(b), "skimage", "data", name+".jpg"))
		fatal(b, err)
		for i := range copies {
			fatal(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s%03d.jpg", name, i)), jpeg, 0o600))
		}
	}
	return folder
}
