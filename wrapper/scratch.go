package wrapper

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// A scratch is the one folder that a host may write to. Each process has its
// own, so that a crashed one leaves nothing to the next.
type scratch struct {
	dir, work, home, tmp string // work is empty: the working folder
}

// scratchPattern is how [os.MkdirTemp] names scratch folders.
const scratchPattern = "handoff-scratch-"

func newScratch() (scratch, error) {
	sweepScratch(os.TempDir())
	dir, err := os.MkdirTemp("", scratchPattern)
	if err != nil {
		return scratch{}, fmt.Errorf("scratch folder: %w", err)
	}
	s := scratch{dir, filepath.Join(dir, "work"), filepath.Join(dir, "home"), filepath.Join(dir, "tmp")}
	for _, d := range []string{s.work, s.home, s.tmp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			s.remove()
			return scratch{}, fmt.Errorf("scratch folder: %w", err)
		}
	}
	return s, nil
}

// sweepScratch removes what is left of hosts whose parent was killed: empty
// folders, as [emptyFolder] leaves them. A new one of another run is empty for
// a moment too; an old one has stood for longer than any start takes.
func sweepScratch(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, scratchPattern+"*"))
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > handshakeTime {
			unix.Rmdir(path) // nothing that is not an empty folder
		}
	}
}

func (s scratch) remove() error { return removeTree(s.dir) }

// removeTree removes a folder, also where a model took away its own right to.
func removeTree(dir string) error {
	if os.RemoveAll(dir) == nil {
		return nil
	}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			os.Chmod(path, 0o700)
		}
		return nil
	})
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the scratch folder: %w", err)
	}
	return nil
}

// emptyFolder removes what a folder holds: all that its warden may do, which
// cannot touch the folder above.
func emptyFolder(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		removeTree(filepath.Join(dir, e.Name()))
	}
}
