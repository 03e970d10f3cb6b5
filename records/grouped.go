package records

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// OpenFor opens records as a run over all of them needs them: in whole keys, by
// [OpenWhole] or [OpenSorted], where a call takes more than single records,
// otherwise by [Open].
func OpenFor(ctx context.Context, c *schema.Contract, paths []string, o Options, dir string) (Source, error) {
	if c.Predict.Rows == schema.RowsOne {
		if o.Sort {
			return nil, fmt.Errorf("--sort: predict.rows = %q in %s takes records one by one: there is nothing to sort", c.Predict.Rows, c.Path)
		}
		return Open(c, paths, o)
	}
	if o.Sort {
		return OpenSorted(ctx, c, paths, o, dir)
	}
	return OpenWhole(ctx, c, paths, o, dir)
}

// OpenWhole opens records of a contract with several rows a key, as [Open] does.
// A batch holds whole keys: it ends where the last key does that began
// before the batch was full. A key's records are rejects, all of them, where
// they do not lie beside each other, where one of them is a reject or cannot
// be told to be no part of it, and where they are longer than MaxRecord.
//
// The keys are read once before. What must be remembered of them lies in files
// in the folder dir once it is much; they have no names and go with the Source.
func OpenWhole(ctx context.Context, c *schema.Contract, paths []string, o Options, dir string) (Source, error) {
	if len(c.Predict.Keys) == 0 {
		return nil, errors.New("the contract names no keys: there is nothing to group records by")
	}
	lie, err := findApart(ctx, c, paths, o, dir)
	if err != nil {
		return nil, err
	}
	src, err := Open(c, paths, o)
	if err != nil {
		return nil, errors.Join(err, lie.close())
	}
	return &wholeKeys{Source: src, options: o.withDefaults(c), apart: lie, names: c.Predict.Keys}, nil
}

// wholeKeys is the Source of whole keys over one that cuts anywhere.
type wholeKeys struct {
	Source
	options Options
	apart   *apart
	names   []string
	held    *Batch // read and not yet given out; nil for none
	ended   bool
	before  before
}

// before is what the records already given out leave to those behind them.
type before struct {
	key   string  // of a key that goes on and is rejected, "" for none
	why   *reason // for which it is
	doubt *reason // of records without a key, which may be of the next one
}

func (w *wholeKeys) Next() (*Batch, error) {
	for {
		if w.ended && w.held == nil {
			return nil, io.EOF
		}
		if err := w.read(); err != nil {
			return nil, err
		}
		if w.held == nil {
			return nil, io.EOF
		}
		if b, err := w.whole(); b != nil || err != nil {
			return b, err
		}
	}
}

// read adds the next batch to what is held.
func (w *wholeKeys) read() error {
	b, err := w.Source.Next()
	if err == io.EOF {
		w.ended = true
		return nil
	}
	if err != nil || w.held == nil {
		w.held = b
		return err
	}
	held := w.held
	defer held.Release()
	defer b.Release()
	w.held, err = joinBatches(held, b, w.options)
	return err
}

// joinBatches is two batches, one behind the other.
func joinBatches(a, b *Batch, o Options) (*Batch, error) {
	j := &Batch{
		Where: slices.Concat(a.Where, b.Where), Rejects: slices.Concat(a.Rejects, b.Rejects),
		First: a.First, Count: a.Count + b.Count, Bytes: b.Bytes, Missing: map[string]map[string]int64{},
	}
	AddMissing(j.Missing, a.Missing)
	AddMissing(j.Missing, b.Missing)
	var err error
	if j.Record, err = concatenated(a.Record, b.Record, o); err == nil {
		j.Keys, err = concatenated(a.Keys, b.Keys, o)
	}
	if err != nil {
		j.Release()
		return nil, fmt.Errorf("join batches at a key: %w", err)
	}
	return j, nil
}

func concatenated(a, b arrow.Record, o Options) (arrow.Record, error) {
	columns := make([]arrow.Array, a.NumCols())
	for i := range columns {
		var err error
		if columns[i], err = array.Concatenate([]arrow.Array{a.Column(i), b.Column(i)}, o.Allocator); err != nil {
			return nil, err
		}
		defer columns[i].Release()
	}
	return array.NewRecord(a.Schema(), columns, a.NumRows()+b.NumRows()), nil
}

// whole gives the keys that are whole by now, nil where there is none yet.
func (w *wholeKeys) whole() (*Batch, error) {
	groups, after, err := w.groups()
	if err != nil {
		return nil, err
	}
	last := &groups[len(groups)-1]
	if last.key != "" && w.size(last) > w.options.MaxRecord {
		last.reject(w.tooLong())
	}
	cut := w.held.First + w.held.Count
	switch decided := last.key == "" || last.why != nil; {
	case w.ended:
	case decided: // nothing that comes can change it
		w.before = before{last.key, last.why, after}
	case last.first > w.held.First:
		w.before, cut = before{}, last.first
	default:
		return nil, nil
	}
	b, rest := w.held.cut(cut)
	w.held.Release()
	w.held = rest
	defer b.Release()
	return w.without(b, groups)
}

// cut gives the records before a number and those from it on, nil for none. Counts of
// missing values, which are of the whole, go with the first.
func (b *Batch) cut(at int64) (before, from *Batch) {
	row, _ := slices.BinarySearchFunc(b.Where, at, func(p Position, n int64) int { return cmp.Compare(p.Record, n) })
	reject, _ := slices.BinarySearchFunc(b.Rejects, at, func(r Reject, n int64) int { return cmp.Compare(r.Record, n) })
	before = &Batch{
		Record: b.Record.NewSlice(0, int64(row)), Keys: b.Keys.NewSlice(0, int64(row)), Where: b.Where[:row], Rejects: b.Rejects[:reject],
		First: b.First, Count: at - b.First, Bytes: b.Bytes, Missing: b.Missing,
	}
	if at == b.First+b.Count {
		return before, nil
	}
	return before, &Batch{
		Record: b.Record.NewSlice(int64(row), b.Record.NumRows()), Keys: b.Keys.NewSlice(int64(row), b.Keys.NumRows()),
		Where: b.Where[row:], Rejects: b.Rejects[reject:], First: at, Count: b.Count - before.Count, Bytes: b.Bytes,
	}
}

func (w *wholeKeys) Close() error {
	if w.held != nil {
		w.held.Release()
		w.held = nil
	}
	return errors.Join(w.Source.Close(), w.apart.close())
}
