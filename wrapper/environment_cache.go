package wrapper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A slot is one entry of a cache on disk: a folder, named for what it is
// made from, that counts only once its marker is there. The marker is
// written last and holds what filling it gave. A process killed on the way
// leaves a folder without a marker, which the next one throws away.
type slot struct {
	dir     string
	fresh   bool   // fill it again, even if it is whole
	waiting func() // told when another process holds the slot
}

const marker = "handoff.json"

// fill gives what the slot holds, making it first where it is not whole. Of
// several processes one makes it; the others wait and use it.
func fill[T any](ctx context.Context, s slot, make func() (T, error)) (value T, cached bool, err error) {
	if !s.fresh && s.read(&value) {
		return value, true, nil
	}
	release, err := lockFile(ctx, s.dir+".lock", s.waiting)
	if err != nil {
		return value, false, err
	}
	defer release()
	if !s.fresh && s.read(&value) {
		return value, true, nil
	}
	s.sweep()
	if err := s.clear(); err != nil {
		return value, false, err
	}
	if value, err = make(); err == nil {
		err = s.write(value)
	}
	if err != nil {
		return value, false, errors.Join(err, os.RemoveAll(s.dir))
	}
	return value, false, nil
}

// read tells whether the slot is whole, and reads its marker.
func (s slot) read(value any) bool {
	text, err := os.ReadFile(filepath.Join(s.dir, marker))
	return err == nil && json.Unmarshal(text, value) == nil
}

// clear makes the slot an empty folder. The marker goes first, so that a
// kill while the rest is removed leaves nothing that passes as whole.
func (s slot) clear() error {
	err := os.Remove(filepath.Join(s.dir, marker))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("clearing a cached environment: %w", err)
	}
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("clearing a cached environment: %w", err)
	}
	return os.MkdirAll(s.dir, 0o755)
}

// write puts the marker in place at one stroke.
func (s slot) write(value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, marker)
	if err := os.WriteFile(path+".new", text, 0o644); err != nil {
		return fmt.Errorf("marking a cached environment as whole: %w", err)
	}
	return os.Rename(path+".new", path)
}

// sweep removes what killed processes left in the neighbouring slots: folders
// without a marker that no one holds the lock of.
func (s slot) sweep() {
	locks, _ := filepath.Glob(filepath.Join(filepath.Dir(s.dir), "*.lock")) // the pattern is well formed
	for _, lock := range locks {
		neighbour := slot{dir: strings.TrimSuffix(lock, ".lock")}
		if neighbour.dir == s.dir || neighbour.read(new(json.RawMessage)) {
			continue
		}
		if release, err := tryLock(lock); err == nil {
			os.RemoveAll(neighbour.dir)
			release()
		}
	}
}

// lockFile waits for the lock that a file stands for.
func lockFile(ctx context.Context, path string, waiting func()) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
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

// tryLock takes a lock, or fails with EWOULDBLOCK where another holds it.
// The kernel drops a lock when its process ends, however that ends. The file
// stays: removing it would let two processes hold locks of the same name.
func tryLock(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}

// contentKey hashes what an entry is made from to the name of its folder.
// Each part is encoded as JSON, so that no two lists of parts look alike.
func contentKey(parts ...any) string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(parts); err != nil {
		panic(err) // strings and slices of strings always encode
	}
	return hex.EncodeToString(h.Sum(nil))[:20]
}
