package records

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
)

// OpenSorted opens records as [OpenWhole] does, but of keys whose records need
// not lie beside each other. Keys come in the order in which they first appear,
// a key's records in the order of the input; positions are those in the input.
// A record without a key that can be read is a key of its own, and those that it
// lies beside are rejects, as OpenWhole has it.
//
// All records are read before OpenSorted returns, into files in the folder dir,
// which have no names and go with the Source. What is held in memory is one of
// at most 512 parts of the records, or the largest key.
func OpenSorted(ctx context.Context, c *schema.Contract, paths []string, o Options, dir string) (Source, error) {
	if len(c.Predict.Keys) == 0 {
		return nil, errors.New("the contract names no keys: there is nothing to group records by")
	}
	order, err := findOrder(ctx, c, paths, o, dir)
	if err != nil {
		return nil, err
	}
	defer order.byPlace.Close()
	src, err := Open(c, paths, o)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	s := &sortedKeys{wholeKeys: wholeKeys{options: o.withDefaults(c), names: c.Predict.Keys}, order: order, schema: src.Schema(),
		parts: make([]*spill, len(order.starts)), rejects: newSorter(dir), missing: map[string]map[string]int64{}}
	if err = s.spread(ctx, src, dir); err == nil {
		s.nextReject, err = s.rejects.sorted()
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// sortedKeys is the Source of records that were put in the order of their keys.
type sortedKeys struct {
	wholeKeys // held is what is left of a part; its Source is none
	order     *keyOrder
	schema    *arrow.Schema
	keys      []arrow.Field
	parts     []*spill // nil where there is no row
	files     []string // by which places are told
	missing   map[string]map[string]int64
	bytes     int64 // of the input
	records   int64 // in all
	given     int64 // of those

	rejects    *sorter
	nextReject func() ([]byte, error)
	reject     *spilledReject // the next one, nil where it was not read
	part       int            // the next one
	groups     []group        // of what is held
}

func (s *sortedKeys) Schema() *arrow.Schema { return s.schema }

// A spilledReject is a reject as it lies on the disk.
type spilledReject struct {
	First      int64
	Position   Position
	Key        []string
	Stage      Stage
	Violations []spilledViolation
	Err        string
}

// A spilledViolation has what was seen, which is secret in any other place.
type spilledViolation struct {
	schema.Violation
	Seen string
}

// spread reads all records into the parts that they belong to.
func (s *sortedKeys) spread(ctx context.Context, src Source, dir string) error {
	for {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		err = s.spreadBatch(b, dir)
		b.Release()
		if err != nil {
			return err
		}
	}
}

func (s *sortedKeys) spreadBatch(b *Batch, dir string) error {
	s.bytes, s.records, s.keys = b.Bytes, s.records+b.Count, b.Keys.Schema().Fields()
	AddMissing(s.missing, b.Missing)
	spans := make([]keySpan, len(b.Where))
	rows := map[int][]int64{} // by part
	err := b.each(func(at Position, _ string, row int, r *Reject) error {
		span, err := s.order.at(at.Record)
		if err != nil {
			return err
		}
		if r != nil {
			return s.spillReject(span, *r)
		}
		part := s.order.part(span.first)
		spans[row], rows[part] = span, append(rows[part], int64(row))
		return nil
	})
	if err != nil || len(b.Where) == 0 {
		return err
	}
	all := s.withPlaces(b, spans)
	defer all.Release()
	for part, rows := range rows {
		if err := s.spillRows(part, all, rows, dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *sortedKeys) spillRows(part int, all arrow.Record, rows []int64, dir string) (err error) {
	if s.parts[part] == nil {
		if s.parts[part], err = newSpill(dir, all.Schema()); err != nil {
			return err
		}
	}
	some, err := taken(all, rows, s.options.Allocator)
	if err != nil {
		return err
	}
	defer some.Release()
	return s.parts[part].write(some)
}

func (s *sortedKeys) spillReject(span keySpan, r Reject) error {
	out := spilledReject{First: span.first, Position: r.Position, Stage: r.Stage}
	for _, k := range r.Key {
		out.Key = append(out.Key, k.Reveal())
	}
	for _, v := range r.Violations {
		out.Violations = append(out.Violations, spilledViolation{v, v.Seen.Reveal()})
	}
	if r.Err != nil {
		out.Err = r.Err.Error()
	}
	text, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("sort on disk: %w", err)
	}
	return s.rejects.add(append(appendNumbers(nil, span.first, r.Record), text...))
}

func (r *spilledReject) restored() Reject {
	out := Reject{Position: r.Position, Stage: r.Stage}
	for _, k := range r.Key {
		out.Key = append(out.Key, schema.Secret(k))
	}
	for _, v := range r.Violations {
		v.Violation.Seen = schema.Secret(v.Seen)
		out.Violations = append(out.Violations, v.Violation)
	}
	if r.Err != "" {
		out.Err = errors.New(r.Err)
	}
	return out
}

// The columns behind those of records and keys that tell where a row is from.
var placeFields = []arrow.Field{
	{Name: "file", Type: arrow.PrimitiveTypes.Int64}, {Name: "line", Type: arrow.PrimitiveTypes.Int64},
	{Name: "byte", Type: arrow.PrimitiveTypes.Int64}, {Name: "record", Type: arrow.PrimitiveTypes.Int64},
	{Name: "first", Type: arrow.PrimitiveTypes.Int64}, {Name: "doubt", Type: arrow.BinaryTypes.String},
}

func (s *sortedKeys) withPlaces(b *Batch, spans []keySpan) arrow.Record {
	places := array.NewRecordBuilder(s.options.Allocator, arrow.NewSchema(placeFields, nil))
	defer places.Release()
	for i, at := range b.Where {
		for j, n := range []int64{s.file(at.File), at.Line, at.Byte, at.Record, spans[i].first} {
			places.Field(j).(*array.Int64Builder).Append(n)
		}
		places.Field(len(placeFields) - 1).(*array.StringBuilder).Append(spans[i].doubt)
	}
	tail := places.NewRecord()
	defer tail.Release()
	fields := slices.Concat(b.Record.Schema().Fields(), b.Keys.Schema().Fields(), placeFields)
	columns := slices.Concat(b.Record.Columns(), b.Keys.Columns(), tail.Columns())
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, b.Record.NumRows())
}

// file is the number by which a file is told.
func (s *sortedKeys) file(name string) int64 {
	if n := len(s.files); n > 0 && s.files[n-1] == name {
		return int64(n - 1)
	}
	s.files = append(s.files, name) // records come file by file
	return int64(len(s.files) - 1)
}
