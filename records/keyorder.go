package records

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"handoff/schema"
)

// A keyOrder tells of each record where its key comes in the order in which
// keys first appear. What has to be remembered of the keys lies in files of the
// folder once it is much.
type keyOrder struct {
	byPlace *sorter
	next    func() ([]byte, error)
	now     keySpan
	// starts are the first records of keys at which about even shares of all
	// records begin, in their order, each with keys whole.
	starts []int64
}

// A keySpan is records beside each other of one key.
type keySpan struct {
	from, to int64  // numbers of its first and last record in the input
	first    int64  // that of the first record of the key
	doubt    string // of the key, where a record lies that may be of it; "" for none
}

// The parts that records are sorted in are of partRecords, or of more where there
// would be too many files.
var partRecords int64 = 1 << 16

const mostParts = 512

// findOrder reads the keys of all records.
func findOrder(ctx context.Context, c *schema.Contract, paths []string, o Options, dir string) (_ *keyOrder, err error) {
	byKey, byFirst := newSorter(dir), newSorter(dir)
	k := &keyOrder{byPlace: newSorter(dir), now: keySpan{from: -1, to: -1}}
	defer func() {
		if err = errors.Join(err, byKey.Close(), byFirst.Close()); err != nil {
			k.byPlace.Close()
		}
	}()
	records, err := sortSpans(ctx, c, paths, o, byKey, byFirst)
	if err != nil {
		return nil, err
	}
	if err := k.join(byKey, byFirst); err != nil {
		return nil, err
	}
	if err := k.share(byFirst, max(partRecords, records/mostParts)); err != nil {
		return nil, err
	}
	k.next, err = k.byPlace.sorted()
	return k, err
}

// sortSpans adds each span to a sorter by its key, and each record without one
// to one by its place. It tells how many records there are.
func sortSpans(ctx context.Context, c *schema.Contract, paths []string, o Options, byKey, byFirst *sorter) (int64, error) {
	o.keysOnly = true
	src, err := Open(c, paths, o)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	s := keySpans{byKey: byKey, byFirst: byFirst, several: len(paths) > 1}
	for {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			return s.records, s.flush()
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return 0, err
		}
		err = b.each(func(at Position, key string, _ int, _ *Reject) error { return s.add(at, key) })
		b.Release()
		if err != nil {
			return 0, err
		}
	}
}

// keySpans are made of records in their order.
type keySpans struct {
	byKey, byFirst *sorter
	several        bool // files
	records        int64
	key            string // of the open span, "" for none
	open           keySpan
	doubt          string // where the record before is, if it has no key
}

func (s *keySpans) add(at Position, key string) error {
	s.records++
	if key == "" {
		s.doubt = at.place()
		if s.several {
			s.doubt += " of " + at.File
		}
		if s.key != "" && s.open.doubt == "" {
			s.open.doubt = s.doubt
		}
		return errors.Join(s.flush(), s.byFirst.add(appendNumbers(nil, at.Record, 1)))
	}
	if key != s.key {
		if err := s.flush(); err != nil {
			return err
		}
		s.key, s.open = key, keySpan{from: at.Record, doubt: s.doubt}
	}
	s.open.to, s.doubt = at.Record, ""
	return nil
}

func (s *keySpans) flush() error {
	if s.key == "" {
		return nil
	}
	entry := appendNumbers(hashOf(s.key), s.open.from, s.open.to)
	s.key = ""
	return s.byKey.add(append(entry, s.open.doubt...))
}

func appendNumbers(b []byte, numbers ...int64) []byte {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return b
}

func numberAt(b []byte, i int) int64 { return int64(binary.BigEndian.Uint64(b[8*i:])) }

// join tells each span of a key what is known of all, and how many records they
// have.
func (k *keyOrder) join(byKey, byFirst *sorter) error {
	next, err := byKey.sorted()
	if err != nil {
		return err
	}
	var key string
	var all []keySpan
	for {
		entry, err := next()
		if err != nil && err != io.EOF {
			return err
		}
		if len(all) > 0 && (err == io.EOF || string(entry[:keyHash]) != key) {
			if err := k.addKey(all, byFirst); err != nil {
				return err
			}
			all = all[:0]
		}
		if err == io.EOF {
			return nil
		}
		key = string(entry[:keyHash])
		rest := entry[keyHash:]
		all = append(all, keySpan{from: numberAt(rest, 0), to: numberAt(rest, 1), doubt: string(rest[16:])})
	}
}

func (k *keyOrder) addKey(all []keySpan, byFirst *sorter) error {
	doubt, records := "", int64(0)
	for _, s := range all {
		records += s.to - s.from + 1
		if doubt == "" {
			doubt = s.doubt
		}
	}
	first := all[0].from
	for _, s := range all {
		if err := k.byPlace.add(append(appendNumbers(nil, s.from, s.to, first), doubt...)); err != nil {
			return err
		}
	}
	return byFirst.add(appendNumbers(nil, first, records))
}

// share cuts the keys into parts of so many records or more.
func (k *keyOrder) share(byFirst *sorter, records int64) error {
	next, err := byFirst.sorted()
	if err != nil {
		return err
	}
	for n := records; ; {
		entry, err := next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n >= records {
			k.starts, n = append(k.starts, numberAt(entry, 0)), 0
		}
		n += numberAt(entry, 1)
	}
}

// at is the span of a record, which is one of its own where it has no key.
// Records are asked for in the order of the input.
func (k *keyOrder) at(record int64) (keySpan, error) {
	for record > k.now.to {
		entry, err := k.next()
		if err == io.EOF {
			k.now = keySpan{from: 1<<63 - 1, to: 1<<63 - 1}
			break
		}
		if err != nil {
			return keySpan{}, fmt.Errorf("sort on disk: %w", err)
		}
		k.now = keySpan{numberAt(entry, 0), numberAt(entry, 1), numberAt(entry, 2), string(entry[24:])}
	}
	if record < k.now.from {
		return keySpan{from: record, to: record, first: record}, nil
	}
	return k.now, nil
}

// part is that of a key's first record.
func (k *keyOrder) part(first int64) int {
	i, found := slices.BinarySearch(k.starts, first)
	if !found {
		i--
	}
	return i
}

// each gives a batch's records in their order: where each lies, its key as far
// as it could be read, and its row or the reject that it is.
func (b *Batch) each(do func(at Position, key string, row int, r *Reject) error) error {
	for row, reject := 0, 0; row < len(b.Where) || reject < len(b.Rejects); {
		if reject == len(b.Rejects) || row < len(b.Where) && b.Where[row].Record < b.Rejects[reject].Record {
			if err := do(b.Where[row], KeyAt(b.Keys, row), row, nil); err != nil {
				return err
			}
			row++
			continue
		}
		r := &b.Rejects[reject]
		if err := do(r.Position, r.key(), -1, r); err != nil {
			return err
		}
		reject++
	}
	return nil
}
