package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/bitutil"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// learnProbes makes the calls that many rules look at, and finds the samples
// that the rules' own probes begin with. A call that ends the host is one of
// them: the next one starts another.
func learnProbes(ctx context.Context, s *subject) (stop string, err error) {
	for _, probe := range []func(context.Context) error{s.probeGiven, s.probeGenerated, s.probeAgain, s.probeRows, s.probeNulls} {
		if err := probe(ctx); err != nil {
			return "", err
		}
	}
	return "", nil
}

// probeGiven calls with the records that the run was given, where the
// documented call was made with others.
func (s *subject) probeGiven(ctx context.Context) error {
	if len(s.opt.Records) == 0 || len(s.contract.Examples) == 0 {
		return nil
	}
	given, err := s.readSample(s.opt.Records, "the records given")
	if err != nil || given == nil {
		return err
	}
	c, err := s.call(ctx, "a call with the records given", given)
	if err == nil && c.unmade() != nil {
		return fmt.Errorf("%s: %w", given.from, c.unmade())
	}
	return err
}

// probeGenerated calls with rows made from the contract, which reach the
// ends of every range and all levels. Where they are answered probes begin
// with them, since a report may show them.
func (s *subject) probeGenerated(ctx context.Context) error {
	made, err := s.made(s.base.sample)
	if err != nil {
		return err
	}
	c, err := s.call(ctx, "a call with rows made from the contract", made)
	if err != nil {
		return err
	}
	for _, c := range []*call{c, s.base} {
		if c.err == nil {
			s.samples = append(s.samples, c.sample)
		}
	}
	return nil
}

// probeAgain makes calls again, to see whether they can be compared at all.
func (s *subject) probeAgain(ctx context.Context) error {
	for _, on := range s.samples {
		var same [2]*call
		for i := range same {
			var err error
			if same[i], err = s.call(ctx, "a call made again with "+on.from, on.copy()); err != nil {
				return err
			}
		}
		s.unsteady = s.unsteady || !s.agree(same[0], same[1])
	}
	return nil
}

// steady is the reason why results cannot be compared, as a [notRun], or nil.
func (s *subject) steady() error {
	if s.unsteady {
		return notRun("two calls alike give different results, so that no others can be compared")
	}
	return nil
}

// probeRows calls with one row, and with every row twice.
func (s *subject) probeRows(ctx context.Context) error {
	if s.contract.Predict.Rows != schema.RowsOne {
		return nil
	}
	if _, err := s.call(ctx, "a call with one row", s.base.sample.slice(0, 1)); err != nil {
		return err
	}
	twice, err := doubled(s.base.sample.record)
	if err != nil {
		return err
	}
	_, err = s.call(ctx, "a call with every row twice", s.base.sample.with(twice))
	return err
}

// doubled is the record followed by itself. The caller releases it.
func doubled(record arrow.Record) (arrow.Record, error) {
	columns := make([]arrow.Array, record.NumCols())
	for i, column := range record.Columns() {
		var err error
		if columns[i], err = array.Concatenate([]arrow.Array{column, column}, memory.DefaultAllocator); err != nil {
			return nil, fmt.Errorf("doubling column %q: %w", record.ColumnName(i), err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(record.Schema(), columns, 2*record.NumRows()), nil
}

// probeNulls makes each nullable column missing, in every other row and then
// in all, and at last all such columns together.
func (s *subject) probeNulls(ctx context.Context) error {
	nullable := s.nullableColumns()
	for _, name := range nullable {
		if err := s.probeMissing(ctx, name, []string{name}); err != nil {
			return err
		}
	}
	if len(nullable) > 1 {
		return s.probeMissing(ctx, everyColumn, nullable)
	}
	return nil
}

// nullableColumns are those of the sample that may be missing.
func (s *subject) nullableColumns() []string {
	var names []string
	for _, field := range s.base.sample.record.Schema().Fields() {
		if c, err := schema.ColumnOf(field); err == nil && c.Nullable {
			names = append(names, c.Name)
		}
	}
	return names
}

func (s *subject) probeMissing(ctx context.Context, label string, columns []string) error {
	title := "a call with " + label + " missing"
	if label == everyColumn {
		title = "a call with every nullable column missing"
	}
	for _, every := range []int{2, 1} {
		record := withMissing(s.base.sample.record, columns, every)
		where := fmt.Sprintf("%s in every row", title)
		if every > 1 {
			where = title + " in every other row"
		}
		c, err := s.call(ctx, where, s.base.sample.with(record))
		if err != nil {
			return err
		}
		c.missing = label
		if c.err != nil {
			return nil
		}
	}
	return nil
}

// withMissing is the record with columns missing in every n-th row, from the
// first on. The caller releases it.
func withMissing(record arrow.Record, columns []string, every int) arrow.Record {
	arrays := slices.Clone(record.Columns())
	for i, field := range record.Schema().Fields() {
		if slices.Contains(columns, field.Name) {
			arrays[i] = nullified(arrays[i], every)
			defer arrays[i].Release()
		}
	}
	return array.NewRecord(record.Schema(), arrays, record.NumRows())
}

// nullified is the array with every n-th value missing; it shares the values.
func nullified(a arrow.Array, every int) arrow.Array {
	from := a.Data()
	valid := make([]byte, bitutil.BytesForBits(int64(from.Offset()+from.Len())))
	nulls := 0
	for i := range from.Len() {
		if a.IsNull(i) || i%every == 0 {
			nulls++
		} else {
			bitutil.SetBit(valid, from.Offset()+i)
		}
	}
	buffers := slices.Clone(from.Buffers())
	buffers[0] = memory.NewBufferBytes(valid)
	data := array.NewData(from.DataType(), from.Len(), buffers, from.Children(), nulls, from.Offset())
	defer data.Release()
	if dictionary, ok := from.Dictionary().(*array.Data); ok && dictionary != nil {
		data.SetDictionary(dictionary)
	}
	return array.MakeFromData(data)
}
