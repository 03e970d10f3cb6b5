package records

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
)

// Next gives whole keys until they are as many records as a batch has, or the
// part ends.
func (s *sortedKeys) Next() (*Batch, error) {
	for len(s.groups) == 0 {
		if s.part == len(s.parts) {
			return nil, io.EOF
		}
		if err := s.load(); err != nil {
			return nil, err
		}
	}
	n, records := 0, int64(0)
	for n < len(s.groups) && records < int64(s.options.BatchRows) {
		records += s.groups[n].count()
		n++
	}
	groups := s.groups[:n]
	s.groups = s.groups[n:]
	return s.batch(groups, records)
}

// batch makes a batch of groups that lie one behind the other.
func (s *sortedKeys) batch(groups []group, records int64) (*Batch, error) {
	from, to := groups[0].from, groups[len(groups)-1].to
	b := &Batch{
		Record: s.held.Record.NewSlice(int64(from), int64(to)), Keys: s.held.Keys.NewSlice(int64(from), int64(to)),
		Where: s.held.Where[from:to], First: s.given, Count: records, Missing: s.missing,
	}
	defer b.Release()
	for i := range groups {
		groups[i].from, groups[i].to = groups[i].from-from, groups[i].to-from
		b.Rejects = append(b.Rejects, groups[i].rejects...)
	}
	s.missing = nil // they are of all records, and go with the first batch
	s.given += records
	b.Bytes = int64(float64(s.bytes) * float64(s.given) / float64(s.records))
	return s.without(b, groups)
}

func (g *group) count() int64 { return int64(g.to - g.from + len(g.rejects)) }

// load makes the next part what is held.
func (s *sortedKeys) load() error {
	s.release()
	part := s.parts[s.part]
	until := int64(math.MaxInt64)
	if s.part++; s.part < len(s.parts) {
		until = s.order.starts[s.part]
	}
	rows, err := s.rowsOf(part)
	if err != nil {
		return err
	}
	defer rows.Release()
	firsts, doubts, err := s.hold(rows)
	if err != nil {
		return err
	}
	return s.group(firsts, doubts, until)
}

func (s *sortedKeys) rowsOf(part *spill) (arrow.Record, error) {
	if part == nil {
		fields := slices.Concat(s.schema.Fields(), s.keys, placeFields)
		b := array.NewRecordBuilder(s.options.Allocator, arrow.NewSchema(fields, nil))
		defer b.Release()
		return b.NewRecord(), nil
	}
	return part.all(s.options.Allocator)
}

// hold puts rows in the order of their keys.
func (s *sortedKeys) hold(rows arrow.Record) (firsts []int64, doubts []string, err error) {
	at := int(rows.NumCols()) - len(placeFields)
	number := func(i int) []int64 { return rows.Column(at + i).(*array.Int64).Int64Values() }
	file, line, offset, record, first := number(0), number(1), number(2), number(3), number(4)
	doubt := rows.Column(at + 5).(*array.String)
	order := make([]int64, rows.NumRows())
	for i := range order {
		order[i] = int64(i)
	}
	slices.SortStableFunc(order, func(i, j int64) int { return cmp.Compare(first[i], first[j]) }) // they lie in the order of the input
	s.held = &Batch{}
	for _, i := range order {
		s.held.Where = append(s.held.Where, Position{s.files[file[i]], line[i], offset[i], record[i]})
		firsts, doubts = append(firsts, first[i]), append(doubts, doubt.Value(int(i)))
	}
	sorted, err := taken(rows, order, s.options.Allocator)
	if err != nil {
		return nil, nil, err
	}
	defer sorted.Release()
	n := s.schema.NumFields()
	s.held.Record = array.NewRecord(s.schema, sorted.Columns()[:n], rows.NumRows())
	s.held.Keys = array.NewRecord(arrow.NewSchema(s.keys, nil), sorted.Columns()[n:at], rows.NumRows())
	return firsts, doubts, nil
}

// group makes groups of the rows held and of the part's rejects.
func (s *sortedKeys) group(firsts []int64, doubts []string, until int64) error {
	for row := 0; ; {
		r, err := s.before(until)
		if err != nil {
			return err
		}
		if row == len(firsts) && r == nil {
			return nil
		}
		g := group{first: until, from: row}
		if r != nil {
			g.first = r.First
		}
		if row < len(firsts) {
			g.first = min(g.first, firsts[row])
		}
		doubt := ""
		for ; row < len(firsts) && firsts[row] == g.first; row++ {
			doubt = doubts[row]
		}
		g.to = row
		if err := s.settle(&g, doubt); err != nil {
			return err
		}
		s.groups = append(s.groups, g)
	}
}

// settle gives a group its rejects and says why it is rejected, if it is.
func (s *sortedKeys) settle(g *group, doubt string) error {
	if doubt != "" {
		g.reject(reason{everyRecord, doubt + ", beside one of them, has no key that can be read, and may be of this one"})
	}
	for {
		r, err := s.before(g.first + 1)
		if err != nil {
			return err
		}
		if r == nil {
			break
		}
		s.reject = nil
		g.rejects = append(g.rejects, r.restored())
		g.reject(reason{everyRecord, "the one in " + r.Position.place() + " is rejected"})
	}
	if valueBytes(s.held.Record, g.from, g.to) > s.options.MaxRecord {
		g.reject(s.tooLong())
	}
	return nil
}

// before is the next reject if it is of a key whose first record is before
// that, nil otherwise.
func (s *sortedKeys) before(record int64) (*spilledReject, error) {
	if s.reject == nil {
		entry, err := s.nextReject()
		if err == io.EOF {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		s.reject = &spilledReject{}
		if err := json.Unmarshal(entry[16:], s.reject); err != nil {
			return nil, fmt.Errorf("sort on disk: %w", err)
		}
	}
	if s.reject.First >= record {
		return nil, nil
	}
	return s.reject, nil
}

func (s *sortedKeys) release() {
	if s.held != nil {
		s.held.Release()
		s.held = nil
	}
}

func (s *sortedKeys) Close() error {
	s.release()
	errs := []error{s.rejects.Close()}
	for _, p := range s.parts {
		if p != nil {
			errs = append(errs, p.close())
		}
	}
	return errors.Join(errs...)
}
