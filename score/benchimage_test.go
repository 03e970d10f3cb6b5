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

// copies are of each photograph.
const copies = 300

// BenchmarkImages scores photographs that ship in scikit-image, of 0.3 to 2
// megapixels, by the network of testmodels/retina.
func BenchmarkImages(b *testing.B) {
	model, folder := "../testmodels/retina/pil", photographs(b)
	python := pythonOf(b, filepath.Join(model, "handoff.toml"))
	handoff, expected := handoffSide(model, runtime.NumCPU()), filepath.Join(b.TempDir(), "expected.csv")
	handoff.run(b, folder, expected)
	var loops []side
	for threads := 1; threads <= runtime.NumCPU(); threads *= 2 {
		loops = append(loops, side{fmt.Sprintf("%d threads", threads), func(records, output string) *exec.Cmd {
			return exec.Command(python, "peers/photographs.py", records, output, "--resources", "../testmodels/retina/resources", "--threads", strconv.Itoa(threads))
		}})
	}
	loop := best(b, "loop", loops, folder, expected)
	b.Run("photographs", func(b *testing.B) { inTurns(b, folder, ".csv", handoff, loop) })
}

// photographs makes a folder of copies of scikit-image's.
func photographs(b *testing.B) string {
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
