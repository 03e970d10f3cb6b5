package records

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// A group is the records of one key beside each other.
type group struct {
	key      string   // "" for records without one before the first that has one
	first    int64    // number of its first record
	from, to int      // its rows among those held
	why      *reason  // to reject it, nil for none
	rejects  []Reject // its own, where the groups are of sorted records
}

// A reason says why a key's records are rejected; neither part is a value of a
// patient.
type reason struct{ declared, seen string }

const everyRecord = "every record of the key"

// groups are the groups of what is held, one at least; the last may go on.
// After is the doubt about what comes behind them.
func (w *wholeKeys) groups() (groups []group, after *reason, err error) {
	g := grouping{wholeKeys: w, doubt: w.before.doubt}
	g.groups = []group{{key: w.before.key, first: w.held.First, why: w.before.why}}
	for _, r := range w.held.Rejects {
		if err := g.rows(r.Record); err != nil {
			return nil, nil, err
		}
		if err := g.reject(r); err != nil {
			return nil, nil, err
		}
	}
	err = g.rows(w.held.First + w.held.Count)
	return g.groups, g.doubt, err
}

// A grouping goes through what is held, record by record.
type grouping struct {
	*wholeKeys
	groups []group
	row    int     // the next one
	doubt  *reason // about a group that begins now
}

// last is the group that the records so far end with.
func (g *grouping) last() *group { return &g.groups[len(g.groups)-1] }

// rows takes the rows before a record.
func (g *grouping) rows(until int64) error {
	for ; g.row < len(g.held.Where) && g.held.Where[g.row].Record < until; g.row++ {
		if err := g.next(KeyAt(g.held.Keys, g.row), g.held.Where[g.row].Record); err != nil {
			return err
		}
		g.last().to = g.row + 1
	}
	return nil
}

// reject takes a record that is a reject.
func (g *grouping) reject(r Reject) error {
	if key := r.key(); key != "" {
		if err := g.next(key, r.Record); err != nil {
			return err
		}
		g.last().reject(reason{everyRecord, "the one in " + r.place() + " is rejected"})
		return nil
	}
	g.doubt = &reason{everyRecord, r.place() + ", beside them, has no key that can be read, and may be of this one"}
	if last := g.last(); last.key != "" {
		last.reject(*g.doubt)
	}
	return nil
}

// next begins a group, unless the record goes on with the last one.
func (g *grouping) next(key string, record int64) error {
	why := g.doubt
	g.doubt = nil
	if g.last().key == key {
		return nil
	}
	lie, err := g.apart.at(record)
	if lie != "" {
		why = &reason{"the records of a key beside each other: sort them by key, as score --sort does", lie}
	}
	g.groups = append(g.groups, group{key: key, first: record, from: g.row, to: g.row, why: why})
	return err
}

// reject keeps the first reason.
func (g *group) reject(why reason) {
	if g.why == nil {
		g.why = &why
	}
}

// without is a batch of whole keys without those that are rejected.
func (w *wholeKeys) without(b *Batch, groups []group) (*Batch, error) {
	out := &Batch{Rejects: slices.Clone(b.Rejects), First: b.First, Count: b.Count, Bytes: b.Bytes, Missing: b.Missing}
	var bad []int64
	for _, g := range groups {
		switch from, to := g.from, min(g.to, len(b.Where)); {
		case from >= to:
		case g.why == nil:
			out.Starts = append(out.Starts, int64(from-len(bad)))
		default:
			for row := from; row < to; row++ {
				bad = append(bad, int64(row))
				out.Rejects = append(out.Rejects, w.rejected(b, row, *g.why))
			}
		}
	}
	sortRejects(out.Rejects)
	out.Where = slicesWithout(b.Where, bad)
	var err error
	if out.Record, err = without(b.Record, bad, w.options.Allocator); err == nil {
		out.Keys, err = without(b.Keys, bad, w.options.Allocator)
	}
	if err != nil {
		out.Release()
		return nil, fmt.Errorf("take rejects out of a batch: %w", err)
	}
	return out, nil
}

func (w *wholeKeys) rejected(b *Batch, row int, why reason) Reject {
	v := schema.Violation{Reason: schema.ReasonKey, Row: int64(row), Column: strings.Join(w.names, ", "), Declared: why.declared, Got: why.seen}
	return Reject{Position: b.Where[row], Key: keyOf(b.Keys, row), Stage: StageValidate, Violations: []schema.Violation{v}}
}

// size is about how many bytes a group takes: of its file, or where that is not known
// of its values.
func (w *wholeKeys) size(g *group) int64 {
	if g.from == g.to {
		return 0
	}
	first, last := w.held.Where[g.from], w.held.Where[g.to-1]
	if first.Byte >= 0 && last.Byte >= first.Byte && first.File == last.File {
		return last.Byte - first.Byte
	}
	return valueBytes(w.held.Record, g.from, g.to)
}

func valueBytes(r arrow.Record, from, to int) (n int64) {
	for _, a := range r.Columns() {
		n += bytesOf(a, from, to)
	}
	return n
}

// tooLong is why a key of too many bytes is rejected.
func (w *wholeKeys) tooLong() reason {
	return reason{fmt.Sprintf("the records of a key within %d bytes (--max-record-bytes)", w.options.MaxRecord), "more"}
}

func bytesOf(a arrow.Array, from, to int) int64 {
	switch a := a.(type) {
	case *array.String:
		return int64(a.ValueOffset(to) - a.ValueOffset(from))
	case arrow.Array:
		if t, ok := a.DataType().(arrow.FixedWidthDataType); ok {
			return int64(t.BitWidth()) * int64(to-from) / 8
		}
	}
	return int64(to - from)
}

// KeyAt is the key of a row, one text of all its columns.
func KeyAt(keys arrow.Record, row int) string {
	if keys.NumCols() == 1 {
		return keys.Column(0).ValueStr(row)
	}
	parts := make([]string, keys.NumCols())
	for i, a := range keys.Columns() {
		parts[i] = a.ValueStr(row)
	}
	return oneKey(parts)
}

// key is the key of a reject as KeyAt has it, "" where a part of it cannot be read.
func (r Reject) key() string {
	parts := make([]string, len(r.Key))
	for i, k := range r.Key {
		if parts[i] = k.Reveal(); parts[i] == "" {
			return ""
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return oneKey(parts)
}

// oneKey joins texts so that no two keys become one.
func oneKey(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strconv.Itoa(len(p)) + ":" + p)
	}
	return b.String()
}

func (p Position) place() string {
	if p.Line > 0 {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("record %d", p.Record)
}
