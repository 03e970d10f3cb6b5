package records

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"handoff/schema"
)

// keyHash is how much of a key's SHA-256 tells it from others.
const keyHash = 16

// A keyRun is records beside each other that have one key.
type keyRun struct {
	from, to    int64 // numbers of its first and last record in the input
	file        int32 // of the first
	first, last int64 // lines of these, 0 where the format has none
}

// An apart gives, in the order of the input, the runs of keys that have
// further runs elsewhere, and where these lie.
type apart struct {
	next     func() ([]byte, error)
	from, to int64
	lie      string
	close    func() error
}

// findApart reads the keys of all records. What it must remember of them
// lies in files in the folder once it is much.
func findApart(ctx context.Context, c *schema.Contract, paths []string, o Options, dir string) (_ *apart, err error) {
	byKey := newSorter(dir)
	defer func() { err = errors.Join(err, byKey.Close()) }()
	if err := sortRuns(ctx, c, paths, o, byKey); err != nil {
		return nil, err
	}
	byPlace := newSorter(dir)
	a := &apart{from: -1, to: -1, close: byPlace.Close}
	if err = keepRepeated(byKey, byPlace, paths); err == nil {
		a.next, err = byPlace.sorted()
	}
	if err != nil {
		return nil, errors.Join(err, byPlace.Close())
	}
	return a, nil
}

// sortRuns adds each run of a key to a sorter, by the key.
func sortRuns(ctx context.Context, c *schema.Contract, paths []string, o Options, to *sorter) error {
	o.keysOnly = true
	src, err := Open(c, paths, o)
	if err != nil {
		return err
	}
	defer src.Close()
	var open keyRun
	var key string
	flush := func() error {
		if key == "" {
			return nil
		}
		return to.add(open.append(hashOf(key)))
	}
	for {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for i, at := range b.Where {
			if k := KeyAt(b.Keys, i); k != key {
				if err := flush(); err != nil {
					return err
				}
				key, open = k, keyRun{from: at.Record, file: int32(max(0, slices.Index(paths, at.File))), first: at.Line}
			}
			open.to, open.last = at.Record, at.Line
		}
		b.Release()
	}
}

func hashOf(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:keyHash]
}

// append writes a run so that the runs of a key are sorted by their place.
func (r keyRun) append(b []byte) []byte {
	for _, n := range []int64{r.from, r.to, int64(r.file), r.first, r.last} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return b
}

func readRun(b []byte) (r keyRun) {
	at := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[8*i:])) }
	return keyRun{at(0), at(1), int32(at(2)), at(3), at(4)}
}

// mostPlaces is how many places of a key a message names.
const mostPlaces = 10

// keepRepeated hands on the runs of keys that have more than one, by their place.
func keepRepeated(byKey, byPlace *sorter, paths []string) error {
	next, err := byKey.sorted()
	if err != nil {
		return err
	}
	var key string
	var runs []keyRun // of the key, as many as are named and one more
	var lie string    // of a key with more runs than that, which are handed on as they come
	for {
		entry, err := next()
		if err != nil && err != io.EOF {
			return err
		}
		if err == io.EOF || string(entry[:keyHash]) != key {
			if len(runs) > 1 && lie == "" {
				if err := handOn(byPlace, runs, places(runs, paths)); err != nil {
					return err
				}
			}
			if err == io.EOF {
				return nil
			}
			key, runs, lie = string(entry[:keyHash]), runs[:0], ""
		}
		r := readRun(entry[keyHash:])
		if lie != "" {
			err = handOn(byPlace, []keyRun{r}, lie)
		} else if runs = append(runs, r); len(runs) > mostPlaces {
			lie = places(runs[:mostPlaces], paths) + " and more"
			err = handOn(byPlace, runs, lie)
		}
		if err != nil {
			return err
		}
	}
}

func handOn(to *sorter, runs []keyRun, lie string) error {
	for _, r := range runs {
		entry := binary.BigEndian.AppendUint64(nil, uint64(r.from))
		entry = binary.BigEndian.AppendUint64(entry, uint64(r.to))
		if err := to.add(append(entry, lie...)); err != nil {
			return err
		}
	}
	return nil
}

// places names where runs lie: lines of a file, or records of the input where
// the format has no lines.
func places(runs []keyRun, paths []string) string {
	var all []string
	for _, r := range runs {
		what, first, last := "lines", r.first, r.last
		if first == 0 {
			what, first, last = "records", r.from, r.to
		}
		place := fmt.Sprintf("%s %d to %d", what, first, last)
		if first == last {
			place = fmt.Sprintf("%s %d", strings.TrimSuffix(what, "s"), first)
		}
		if len(paths) > 1 {
			place += " of " + paths[r.file]
		}
		all = append(all, place)
	}
	return strings.Join(all, ", ")
}

// at tells where the records of a key lie if they lie apart, "" otherwise.
// Records are asked for in the order of the input.
func (a *apart) at(record int64) (string, error) {
	for record > a.to {
		entry, err := a.next()
		if err == io.EOF {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		a.from, a.to = int64(binary.BigEndian.Uint64(entry)), int64(binary.BigEndian.Uint64(entry[8:]))
		a.lie = string(entry[16:])
	}
	if record < a.from {
		return "", nil
	}
	return a.lie, nil
}
