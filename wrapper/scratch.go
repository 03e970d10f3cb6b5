package wrapper

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A scratch is the one folder that a host may write to. Each process has its
// own, so that a crashed one leaves nothing to the next.
type scratch struct {
	dir, work, home, tmp string   // work is empty: the working folder
	lock                 *os.File // held as long as this process or the warden lives
}

// scratchPrefix is how the names of scratch folders begin.
const scratchPrefix = "handoff-scratch-"

func newScratch() (scratch, error) {
	SweepFolders(scratchPrefix)
	dir, err := os.MkdirTemp("", scratchPrefix)
	if err != nil {
		return scratch{}, fmt.Errorf("scratch folder: %w: set TMPDIR to a folder that can be written to", err)
	}
	s := scratch{dir: dir, work: filepath.Join(dir, "work"), home: filepath.Join(dir, "home"), tmp: filepath.Join(dir, "tmp")}
	lock := filepath.Join(dir, FolderLock)
	fd, err := lockedFile(lock, unix.O_CREAT|unix.O_EXCL|unix.O_RDWR, unix.LOCK_EX)
	if err != nil {
		s.remove()
		return scratch{}, fmt.Errorf("scratch folder: %w: set TMPDIR to a folder whose files can be locked", err)
	}
	s.lock = os.NewFile(uintptr(fd), lock)
	for _, d := range []string{s.work, s.home, s.tmp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			s.remove()
			return scratch{}, fmt.Errorf("scratch folder: %w", err)
		}
	}
	return s, nil
}

func (s scratch) remove() error {
	s.lock.Close() // first: NFS keeps a file that is open
	emptyFolder(s.dir)
	return removeTree(s.dir)
}
