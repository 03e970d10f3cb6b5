package score

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"handoff/report"
	"handoff/wrapper"
)

// work is the folder OUT.handoff, in which a run keeps its plan, its chunks
// and what is not yet whole. It lies beside the output, so that files can be
// renamed out of it. It is gone when the run has ended; after a kill, or an
// error that can be helped, it stays, for the same run to go on from.
type work struct {
	dir  string
	lock *os.File
}

// The names of what outlives a run that was killed.
const (
	lockName     = wrapper.FolderLock
	planName     = "plan.json"
	stepsName    = "steps.json"
	chunksPrefix = "chunks-"
)

// claim makes the folder and locks it. The lock ends with the process, so
// that a killed run does not keep the next one out.
func claim(dir string) (*work, error) {
	w := &work{dir: dir}
	if err := w.make(); err != nil {
		return nil, err
	}
	return w.locking(os.O_RDWR|os.O_CREATE, unix.LOCK_EX)
}

// enter locks a folder that a plan was made in, as own does.
func enter(dir string, how int) (*work, error) {
	w := &work{dir: dir}
	if !w.isPlanned() {
		return nil, errNoPlan(dir)
	}
	_, err := w.locking(os.O_RDWR, how)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
	case w.isPlanned(): // a new lock would not keep out who holds the one that was here
		return nil, fmt.Errorf("%s: its file %q was removed: once nothing runs there, move the folder away and plan anew", dir, lockName)
	default: // committed meanwhile
		return nil, errNoPlan(dir)
	}
	return w, err
}

// locking opens the folder's lock file, with flags, and locks it as own does.
func (w *work) locking(flags, how int) (*work, error) {
	lock, err := os.OpenFile(w.path(lockName), flags, 0o600)
	if err != nil {
		return nil, err
	}
	w.lock = lock
	if err := w.own(how); err != nil {
		lock.Close()
		return nil, err
	}
	return w, nil
}

// make makes the folder, and takes an existing one only where it is empty or
// a run has made it.
func (w *work) make() error {
	err := os.Mkdir(w.dir, 0o700)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	if ours, err := w.isRuns(); err != nil || ours {
		return err
	}
	return fmt.Errorf("%s: is in the way and no run's folder: move it, or name another output", w.dir)
}

// isRuns tells whether what stands there is a folder, not a link to one, and
// empty or locked by a run at some time.
func (w *work) isRuns() (bool, error) {
	info, err := os.Lstat(w.dir)
	if err != nil || !info.IsDir() {
		return false, err
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return false, err
	}
	_, err = os.Lstat(w.path(lockName))
	return err == nil || len(entries) == 0, nil
}

// own locks the folder for this run alone, or with LOCK_SH beside others.
func (w *work) own(how int) error {
	err := unix.Flock(int(w.lock.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) || err == nil && !w.locked() {
		return fmt.Errorf("%s: another run is writing this output: wait for it to end", w.dir)
	}
	return err
}

// locked tells whether the file that was locked is still the folder's, and
// not one that a run just ended has removed.
func (w *work) locked() bool {
	mine, err := w.lock.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(w.path(lockName))
	return err == nil && os.SameFile(mine, there)
}

// clear removes what an earlier run left.
func (w *work) clear() error { return w.remove(func(string) bool { return true }) }

// tidy removes what an earlier run left, but for its plan and its chunks.
func (w *work) tidy() error { return w.remove(func(name string) bool { return !outlives(name) }) }

// startOver removes plan and chunks.
func (w *work) startOver() error { return w.remove(outlives) }

func outlives(name string) bool {
	return name == planName || name == stepsName || strings.HasPrefix(name, chunksPrefix)
}

// remove removes all that is to go but the lock.
func (w *work) remove(goes func(name string) bool) error {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != lockName && goes(e.Name()) {
			if err := os.RemoveAll(w.path(e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) plan() string { return w.path(planName) }

func (w *work) hasPlan() bool {
	_, err := os.Lstat(w.plan())
	return err == nil
}

func (w *work) steps() string { return w.path(stepsName) }

func (w *work) isPlanned() bool {
	_, err := os.Lstat(w.steps())
	return err == nil
}

func (w *work) path(name string) string { return filepath.Join(w.dir, name) }

// pathOf is where a file lies until it is whole.
func (w *work) pathOf(t target) string { return w.path(t.name) }

// hash describes files by what they hold and where they will lie.
func (w *work) hash(ctx context.Context, targets []target) ([]report.File, error) {
	var files []report.File
	for _, t := range targets {
		f, err := report.HashFile(ctx, w.pathOf(t))
		if err != nil {
			return nil, err
		}
		f.Path = t.final
		files = append(files, f)
	}
	return files, nil
}

// release gives up the lock, and removes the folder first unless it is to be
// gone on from: the lock last of all that is in it, since a folder without one
// is nobody's.
func (w *work) release(keep bool) error {
	if keep {
		return errors.Join(w.tidy(), w.lock.Close())
	}
	return errors.Join(w.clear(), os.RemoveAll(w.dir), w.lock.Close())
}
