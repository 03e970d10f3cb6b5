package wrapper

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// FolderLock is the file in a temporary folder whose lock says that the folder is
// some process's.
const FolderLock = "lock"

// settled is for how long a folder has stood at least when its process, if there
// is one, has locked it.
const settled = time.Minute

// SweepFolders removes what processes of this user's that were killed left among
// the temporary files, which may be values of patients: folders whose names begin
// so, as [os.MkdirTemp] makes them, and whose lock nobody holds, and empty ones.
func SweepFolders(prefix string) {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, path := range left {
		if !isSettled(path) {
			continue
		}
		release, err := flock(filepath.Join(path, FolderLock), unix.O_RDWR|unix.O_NOFOLLOW, unix.LOCK_EX)
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
// to one, that its process has locked if it is any process's: a new one of another
// run is empty or unlocked for a moment. A time to come is none of now: a model set
// it, or somebody the clock.
func isSettled(path string) bool {
	var s unix.Stat_t
	if err := unix.Lstat(path, &s); err != nil || s.Mode&unix.S_IFMT != unix.S_IFDIR || int(s.Uid) != os.Geteuid() {
		return false
	}
	return time.Since(time.Unix(s.Mtim.Unix())).Abs() > settled
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
		return fmt.Errorf("remove a temporary folder: %w", err)
	}
	return nil
}

// emptyFolder removes what a folder holds: all that the warden of a scratch folder
// may do, which cannot touch the folder above. The lock goes last: a process that
// is killed before leaves a folder that [SweepFolders] knows for a process's.
func emptyFolder(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != FolderLock {
			removeTree(filepath.Join(dir, e.Name()))
		}
	}
	removeTree(filepath.Join(dir, FolderLock))
}
