package check

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/schema"
)

// A sample is a batch of records to call predict with.
type sample struct {
	record  arrow.Record
	keys    arrow.Record // nil without keys
	labels  []string     // of the frame's rows; nil for a RangeIndex
	from    string       // where it comes from, as a report says it
	private bool         // its values may be of patients
	given   given        // the form of its photographs, where it is not the contract's
}

// sampleRows bounds a sample: enough to show what a batch does, few enough
// to be called with again and again.
const sampleRows = 32

// samplePictures bounds a sample of photographs, each of which costs a
// network far more than a row of a table.
const samplePictures = 12

// atMost is how many records a sample of the contract's may have.
func (s *subject) atMost() int64 {
	if s.contract.Image != nil {
		return samplePictures
	}
	return sampleRows
}

func (s *sample) release() {
	if s == nil {
		return
	}
	s.record.Release()
	if s.keys != nil {
		s.keys.Release()
	}
}

// slice is the sample's rows from i up to j. The caller releases it.
func (s *sample) slice(i, j int64) *sample {
	part := s.with(s.record.NewSlice(i, j))
	if s.keys != nil {
		part.keys = s.keys.NewSlice(i, j)
	}
	return part
}

// with is the sample with other values in place of its record's, and its
// labels where there are as many rows.
func (s *sample) with(record arrow.Record) *sample {
	other := &sample{record: record, from: s.from, private: s.private, given: s.given}
	if record.NumRows() == s.record.NumRows() {
		other.labels = s.labels
	}
	return other
}

// firstSample is what the documented call is made with: the first golden
// example that has a record to give, or else the records given, or else rows
// made from the contract. What is wrong with an example is told by the rule
// that scores it.
func (s *subject) firstSample() (*sample, error) {
	for _, e := range s.contract.Examples {
		found, err := s.readSample([]string{s.contract.InDir(e.Records)}, filepath.ToSlash(e.Records))
		if err == nil && found != nil {
			return found, nil
		}
	}
	if len(s.opt.Records) > 0 {
		if found, err := s.readSample(s.opt.Records, "the records given"); found != nil || err != nil {
			return found, err
		}
	}
	return s.made(nil)
}

// made are rows made from the contract, for one call. Where it bounds a column
// by nothing, like's values are taken, if it is given: what is unusual need not
// be admitted. They are private where they hold values of a sample that is.
func (s *subject) made(like *sample) (*sample, error) {
	rows := int(s.contract.RowsPerCall(s.atMost()))
	known := like.values
	if s.order != scattered {
		known = func(c schema.Column) []string {
			if values := like.values(c); len(values) > 0 {
				return values
			}
			return inOrder(c, rows, s.order.of(s.contract, c))
		}
	}
	record, err := generate(s.contract, rows, known)
	if err != nil {
		return nil, err
	}
	return &sample{record: record, from: "rows made from the contract", private: s.borrows(like)}, nil
}

// borrows tells whether rows made like a sample hold private values of it.
func (s *subject) borrows(like *sample) bool {
	return like != nil && like.private && slices.ContainsFunc(s.contract.Columns, func(c schema.Column) bool { return len(like.values(c)) > 0 })
}

// readSample reads the first records of files. It is nil where none of them
// fits the contract.
func (s *subject) readSample(paths []string, from string) (*sample, error) {
	how := s.opt.reading()
	how.BatchRows = int(s.atMost())
	source, err := records.Open(s.contract, paths, how)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	for {
		batch, err := source.Next()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if batch.Record.NumRows() > 0 {
			sample := &sample{record: batch.Record, keys: batch.Keys, from: from, private: true}
			return s.oneCall(sample), nil
		}
		batch.Release()
	}
}

// oneCall cuts a sample to what goes into one call.
func (s *subject) oneCall(all *sample) *sample {
	defer all.release()
	return all.slice(0, s.callLength(all, 0))
}

// callLength is how many of a sample's rows from row i on go into one call:
// where a call takes the rows of one key, those of that row's.
func (s *subject) callLength(all *sample, i int64) int64 {
	if s.contract.Predict.Rows == schema.RowsKey && all.keys != nil {
		return runLength(all.keys, i)
	}
	return s.contract.RowsPerCall(all.record.NumRows() - i)
}

// runLength is how many rows from row i on have the same keys.
func runLength(keys arrow.Record, i int64) int64 {
	n := int64(1)
	for i+n < keys.NumRows() && keyText(keys, i+n) == keyText(keys, i) {
		n++
	}
	return n
}

// keyText is a row's keys as one text to compare by.
func keyText(keys arrow.Record, row int64) string {
	text := ""
	for _, column := range keys.Columns() {
		text += fmt.Sprintf("%q ", column.ValueStr(int(row)))
	}
	return text
}
