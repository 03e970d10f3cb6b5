package wrapper

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A slot is one entry of a cache on disk: a folder, named for what it is made
// from.
//
//	lock          held by the one that fills the slot
//	handoff.json  the marker: names the place that counts, and what it holds
//	PLACE/        what was made
//	PLACE.lock    shared by all that use the place
//
// A place is never changed once the marker names it. Filling the slot anew
// makes another and moves the marker, so that whoever uses the old one keeps
// it. Places that the marker does not name and no one uses any more, or that
// a killed process left half-made, are swept up by later ones.
type slot[T any] struct {
	dir     string
	fresh   bool         // fill it again, whatever it holds
	stale   func(T) bool // where given, tells what does not count any more
	waiting func()       // told when another process fills the slot
}

const marker = "handoff.json"

// An entry is what a marker says.
type entry[T any] struct {
	Place string `json:"place"`
	Value T      `json:"value"`
}

// A held is what a slot holds. It stays as it is until its release, which is
// safe to call twice, or until this process ends.
type held[T any] struct {
	value   T
	cached  bool // it was there already
	release func()
}

// fill gives what the slot holds, making it first, in a place of its own,
// where there is nothing that counts. Of several processes one makes it; the
// others wait and use it.
func (s slot[T]) fill(ctx context.Context, build func(place string) (T, error)) (held[T], error) {
	if h, ok := s.use(); ok {
		return h, nil
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return held[T]{}, fmt.Errorf("making a cache entry: %w", err)
	}
	unlock, err := lockFile(ctx, filepath.Join(s.dir, "lock"), s.waiting)
	if err != nil {
		return held[T]{}, err
	}
	defer unlock()
	if h, ok := s.use(); ok {
		return h, nil
	}
	sweepNeighbours(s.dir)
	h, err := s.renew(build)
	sweep(s.dir)
	return h, err
}

// use gives what the slot holds, where that counts. The marker is read again
// under the lock: until then its place may be swept up.
func (s slot[T]) use() (h held[T], ok bool) {
	for tried := ""; !s.fresh; {
		e, err := readEntry[T](s.dir)
		if err != nil || e.Place == tried || s.stale != nil && s.stale(e.Value) {
			break
		}
		tried = e.Place
		release, err := tryShare(filepath.Join(s.dir, e.Place+".lock"))
		if err != nil {
			continue
		}
		if now, err := readEntry[T](s.dir); err == nil && now.Place == e.Place {
			return held[T]{e.Value, true, release}, true
		}
		release()
	}
	return held[T]{}, false
}

// renew fills a new place and moves the marker to it. What it leaves where that
// fails is swept up.
func (s slot[T]) renew(build func(place string) (T, error)) (h held[T], err error) {
	name := placePrefix + strings.ToLower(rand.Text()[:10])
	place := filepath.Join(s.dir, name)
	if h.release, err = newLock(place + ".lock"); err != nil {
		return h, fmt.Errorf("making a cache entry: %w", err)
	}
	if err = os.Mkdir(place, 0o755); err == nil {
		h.value, err = build(place)
	}
	if err == nil {
		err = writeEntry(s.dir, entry[T]{name, h.value})
	}
	if err != nil {
		h.release()
	}
	return h, err
}

const placePrefix = "place-"

// readEntry reads the marker in a slot's folder.
func readEntry[T any](dir string) (e entry[T], err error) {
	text, err := os.ReadFile(filepath.Join(dir, marker))
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	return e, err
}

// writeEntry puts the marker in place at one stroke.
func writeEntry[T any](dir string, e entry[T]) error {
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, marker)
	if err := os.WriteFile(path+".new", text, 0o644); err != nil {
		return fmt.Errorf("marking a cache entry as whole: %w", err)
	}
	return os.Rename(path+".new", path)
}

// sweepNeighbours sweeps the slots beside one's own that no one is filling.
func sweepNeighbours(own string) {
	locks, _ := filepath.Glob(filepath.Join(filepath.Dir(own), "*", "lock")) // the pattern is well formed
	for _, lock := range locks {
		if dir := filepath.Dir(lock); dir != own {
			if unlock, err := tryLock(lock); err == nil {
				sweep(dir)
				unlock()
			}
		}
	}
}

// sweep removes the places of a slot that do not count and that no one uses.
// The caller holds the slot's lock.
func sweep(dir string) {
	current, err := readEntry[json.RawMessage](dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return
	}
	locks, _ := filepath.Glob(filepath.Join(dir, placePrefix+"*.lock")) // the pattern is well formed
	for _, lock := range locks {
		place := strings.TrimSuffix(lock, ".lock")
		if filepath.Base(place) == current.Place {
			continue
		}
		if release, err := tryLock(lock); err == nil {
			if os.RemoveAll(place) == nil {
				os.Remove(lock)
			}
			release()
		}
	}
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
