package check

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// learnProbes makes the calls that many rules look at, and finds the samples
// that the rules' own probes begin with. A call that ends the host is one of
// them: the next one starts another.
func learnProbes(ctx context.Context, s *subject) (stop string, err error) {
	for _, probe := range []func(context.Context) error{s.probeGiven, s.probeGenerated, s.probeUnusual, s.probeAgain, s.probeBefore, s.probeElsewhere,
		s.probeRows, s.probeForms} {
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
// ends of every range and all levels, as they are and with values missing.
// Where they are answered probes begin with them, since a report may show them.
func (s *subject) probeGenerated(ctx context.Context) error {
	made, err := s.made(s.start())
	if err != nil {
		return err
	}
	c, err := s.callMade(ctx, "a call with rows made from the contract", made, s.start())
	if err != nil {
		return err
	}
	if c.err == nil {
		s.samples = append(s.samples, c.asked)
		err = s.probeMissing(ctx, c.asked)
	}
	if s.answered() != nil {
		s.samples = append(s.samples, s.start())
	}
	return err
}

// callMade calls with rows made like a sample. A model may know that two values
// do not go together, which no contract can say, and refuse them in words:
// then rows that grow in all columns at once take their place, if it answers those.
// Where one range holds for two columns these are equal in them, which may be
// refused too: whatever the row, or else it is a value that is refused.
func (s *subject) callMade(ctx context.Context, what string, made, like *sample) (*call, error) {
	first, err := s.call(ctx, what, made)
	if err != nil || s.order != scattered || !first.refusesInWords() {
		return first, err
	}
	refused := []*call{first}
	for _, s.order = range []rowOrder{together, rising, falling} {
		c, err := s.callAgain(ctx, what, like, 0)
		if err != nil {
			return nil, err
		}
		if c.err == nil {
			for _, r := range refused {
				r.unusual = true
			}
			return c, nil
		}
		refused = append(refused, c)
		if s.order == together {
			if c, err = s.callAgain(ctx, what, like, 1); err != nil {
				return nil, err
			}
			refused = append(refused, c)
		}
		if !c.refusesInWords() {
			break
		}
	}
	s.order = scattered
	return first, nil
}

// callAgain calls with rows made anew: all, or so many from their middle.
func (s *subject) callAgain(ctx context.Context, what string, like *sample, middle int64) (*call, error) {
	made, err := s.made(like)
	if err != nil {
		return nil, err
	}
	if middle > 0 {
		all, at := made, made.record.NumRows()/2
		made = all.slice(at, at+middle)
		all.release()
	}
	return s.call(ctx, what, made)
}

// probeMissing calls with the made rows, some of their values missing.
func (s *subject) probeMissing(ctx context.Context, made *sample) error {
	record := withHoles(made.record)
	if record == nil {
		return nil
	}
	variant := made.with(record)
	variant.from += ", some values missing"
	c, err := s.make(ctx, &call{what: "a call with " + variant.from, missing: everyColumn, sample: variant})
	if err == nil && c.err == nil && len(c.violations) == 0 {
		s.samples = append(s.samples, c.asked)
	}
	return err
}

// probeAgain makes calls again, to see whether they can be compared at all:
// the two last, since the first had another call before it.
func (s *subject) probeAgain(ctx context.Context) error {
	for _, on := range s.samples {
		var same [3]*call
		for i := range same {
			var err error
			if same[i], err = s.call(ctx, "a call made again with "+on.from, on.copy()); err != nil {
				return err
			}
		}
		s.unsteady = s.unsteady || !s.agree(same[1], same[2])
	}
	return nil
}

// steady is the reason why results cannot be compared, as a [notRun], or nil.
func (s *subject) steady() error {
	if s.unsteady {
		return notRun("two calls alike give different results, so that no others can be compared")
	}
	if s.others.leak != nil {
		return notRun("results depend on the calls before, see 3b/state-leaks-between-calls")
	}
	return nil
}

// probeRows calls with one row, and with every row twice.
func (s *subject) probeRows(ctx context.Context) error {
	if s.contract.Predict.Rows != schema.RowsOne {
		return nil
	}
	if _, err := s.call(ctx, "a call with one row", s.start().slice(0, 1)); err != nil {
		return err
	}
	twice, err := doubled(s.start().record)
	if err != nil {
		return err
	}
	_, err = s.call(ctx, "a call with every row twice", s.start().with(twice))
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
