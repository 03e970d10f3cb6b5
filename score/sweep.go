package score

import (
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// temporaryPrefix is how the folders of runs to stdout are named.
const temporaryPrefix = "handoff-score-"

// settled is for how long a folder has stood at least when its run, if there is
// one, has locked it.
const settled = time.Minute

// sweep removes what runs to stdout left that were killed, which may be values of
// patients: folders whose lock nobody holds, and those killed before they had one.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, temporaryPrefix+"*"))
	for _, path := range left {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < settled {
			continue
		}
		if w, err := (&work{dir: path}).locking(os.O_RDWR, unix.LOCK_EX); err == nil {
			w.release(false)
		} else {
			unix.Rmdir(path) // nothing that is not an empty folder
		}
	}
}
