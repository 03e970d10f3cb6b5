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
	dir, work, home, tmp string   // work is empty: the working folder
	lock                 *os.File // held as long as this process or the warden lives
}

// scratchLock is the file in a scratch folder whose lock says that the folder is
// some host's.
const scratchLock = "lock"

// scratchPattern is how [os.MkdirTemp] names scratch folders.
const scratchPattern = "handoff-scratch-"

func newScratch() (scratch, error) {
	sweepScratch(os.TempDir())
	dir, err := os.MkdirTemp("", scratchPattern)
	if err != nil {
		return scratch{}, fmt.Errorf("scratch folder: %w", err)
	}
	s := scratch{dir: dir, work: filepath.Join(dir, "work"), home: filepath.Join(dir, "home"), tmp: filepath.Join(dir, "tmp")}
	lock := filepath.Join(dir, scratchLock)
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

// sweepScratch removes what is left of this user's hosts whose parent was killed:
// folders whose lock nobody holds, where the warden was killed too, and empty
// ones, as [emptyFolder] leaves them.
func sweepScratch(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, scratchPattern+"*"))
	for _, path := range left {
		if !isSettled(path) {
			continue
		}
		release, err := flock(filepath.Join(path, scratchLock), unix.O_RDWR|unix.O_NOFOLLOW, unix.LOCK_EX)
		if err != nil {
			unix.Rmdir(path) // nothing that is not an empty folder
			continue
		}
		release() // nobody takes it again, and NFS keeps a file that is open
		emptyFolder(path)
		unix.Rmdir(path)
	}
}

// isSettled tells whether what stands there is a folder of this user's, not a link
// to one, that some host has locked if it is any host's: a new one of another run
// is empty or unlocked for a moment, but for less than any start takes. A time to
// come is none of now: a model set it, or somebody the clock.
func isSettled(path string) bool {
	var s unix.Stat_t
	if err := unix.Lstat(path, &s); err != nil || s.Mode&unix.S_IFMT != unix.S_IFDIR || int(s.Uid) != os.Geteuid() {
		return false
	}
	return time.Since(time.Unix(s.Mtim.Unix())).Abs() > handshakeTime
}

func (s scratch) remove() error {
	s.lock.Close() // first: NFS keeps a file that is open
	emptyFolder(s.dir)
	return removeTree(s.dir)
}

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

// emptyFolder removes what a scratch folder holds: all that its warden may do,
// which cannot touch the folder above. The lock goes last: a process that is
// killed before leaves a folder that [sweepScratch] knows for a host's.
func emptyFolder(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != scratchLock {
			removeTree(filepath.Join(dir, e.Name()))
		}
	}
	removeTree(filepath.Join(dir, scratchLock))
}
