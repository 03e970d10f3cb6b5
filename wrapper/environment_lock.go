package wrapper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// Locks are the kernel's, on files: it drops them when their process ends,
// however that ends.

// lockFile waits until no one else holds the lock that a file stands for.
func lockFile(ctx context.Context, path string, waiting func()) (release func(), err error) {
	for told := false; ; told = true {
		release, err := tryLock(path)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return release, err
		}
		if !told {
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// tryLock takes a lock for oneself, or fails with EWOULDBLOCK where another
// has it. The file is made where it is missing, and is writable since NFS
// asks that.
func tryLock(path string) (release func(), err error) {
	return flock(path, unix.O_CREAT|unix.O_RDWR, unix.LOCK_EX)
}

// tryShare takes a lock beside others who share it, also where the file may
// not be written to, or fails with EWOULDBLOCK.
func tryShare(path string) (release func(), err error) {
	return flock(path, unix.O_RDONLY, unix.LOCK_SH)
}

// newLock makes the file of a lock and shares it.
func newLock(path string) (release func(), err error) {
	return flock(path, unix.O_CREAT|unix.O_EXCL|unix.O_RDONLY, unix.LOCK_SH)
}

// flock has the lock last until its release, or else as long as this process:
// an os.File that no one refers to any more would be closed. The release may be
// called twice.
func flock(path string, open, how int) (release func(), err error) {
	fd, err := lockedFile(path, open, how)
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { unix.Close(fd) }), nil
}

// lockedFile opens and locks a file. The lock lasts until the last process that
// was given the descriptor has closed it.
func lockedFile(path string, open, how int) (fd int, err error) {
	fd, err = unix.Open(path, open|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return -1, &os.PathError{Op: "open", Path: path, Err: err}
	}
	if err := unix.Flock(fd, how|unix.LOCK_NB); err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("locking %s: %w", path, err)
	}
	return fd, nil
}
