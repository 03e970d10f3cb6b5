package score

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/records"
	"handoff/schema"
)

// ErrorColumn is the column of [Filter]'s answers that says why a record was
// not scored; null where it was.
const ErrorColumn = "_error"

// answerSchema is the keys, the outputs and the errors. What a reject leaves
// open is null, so all may be.
func answerSchema(c *schema.Contract) *arrow.Schema {
	fields := slices.Clone(outputSchema(c).Fields())
	for i := range fields {
		fields[i].Nullable = true
	}
	return arrow.NewSchema(append(fields, arrow.Field{Name: ErrorColumn, Type: arrow.BinaryTypes.String, Nullable: true}), nil)
}

// answers writes an Arrow IPC stream of parts, each at once.
type answers struct {
	schema *arrow.Schema
	buffer *bufio.Writer
	to     io.Writer // the buffer, and what gets a copy
	stream *ipc.Writer
}

// newAnswers writes the schema, which a reader may wait for before it gives
// any record. What is written is copied.
func newAnswers(w, copied io.Writer, s *arrow.Schema) (*answers, error) {
	head, err := streamHead(s)
	if err != nil {
		return nil, err
	}
	a := &answers{schema: s, buffer: bufio.NewWriterSize(w, 256<<10)}
	a.to = io.MultiWriter(a.buffer, copied)
	a.stream = ipc.NewWriter(&skipping{a.to, len(head)}, ipc.WithSchema(s))
	_, err = a.to.Write(head)
	return a, a.flush(err)
}

// streamHead is how an Arrow IPC stream of a schema begins: Arrow's writer
// writes it with the first batch only.
func streamHead(s *arrow.Schema) ([]byte, error) {
	const mark = 8 // bytes of the end-of-stream mark
	var empty bytes.Buffer
	if err := ipc.NewWriter(&empty, ipc.WithSchema(s)).Close(); err != nil {
		return nil, fmt.Errorf("write the schema of the answers: %w", err)
	}
	return empty.Bytes()[:empty.Len()-mark], nil
}

// skipping drops so many first bytes, which were written before.
type skipping struct {
	w    io.Writer
	left int
}

func (s *skipping) Write(p []byte) (int, error) {
	n := min(s.left, len(p))
	s.left -= n
	m, err := s.w.Write(p[n:])
	return n + m, err
}

func (a *answers) write(p *part, showValues bool) error {
	r, err := a.record(p, showValues)
	if err != nil {
		return err
	}
	defer r.Release()
	return a.flush(a.stream.Write(r))
}

// end writes the end-of-stream mark, which goes out once what is to be done
// before that is done.
func (a *answers) end(before func() error) error {
	if err := a.stream.Close(); err != nil {
		return a.flush(err)
	}
	if err := before(); err != nil {
		return err
	}
	return a.flush(nil)
}

func (a *answers) flush(err error) error {
	if err == nil {
		err = a.buffer.Flush()
	}
	if err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}

// record is a row for each record of a part, in their order: keys and outputs
// where it was scored; where it was not, its key as far as it could be read, and
// why.
func (a *answers) record(p *part, showValues bool) (arrow.Record, error) {
	scored, rejected := p.rows.NumRows(), int64(len(p.rejects))
	if scored+rejected != p.batch.Count {
		return nil, fmt.Errorf("of %d records %d were scored and %d rejected: this is a fault of handoff", p.batch.Count, scored, rejected)
	}
	rejects := a.ofRejects(p.rejects, showValues)
	defer rejects.Release()
	none := array.MakeArrayOfNull(memory.DefaultAllocator, arrow.BinaryTypes.String, int(scored))
	defer none.Release()
	columns := slices.Concat(p.rows.Columns(), []arrow.Array{none})
	rows := p.places()
	for i, column := range columns {
		var err error
		if columns[i], err = joinedOf(column, rejects.Column(i), rows); err != nil {
			return nil, fmt.Errorf("answer a batch: %w", err)
		}
		defer columns[i].Release()
	}
	return array.NewRecord(a.schema, columns, p.batch.Count), nil
}

// places gives for each record of a part where it lies: in its rows, or in its
// rejects behind them.
func (p *part) places() []int64 {
	places := make([]int64, p.batch.Count)
	row, reject := int64(0), 0
	for i := range places {
		if reject < len(p.rejects) && p.rejects[reject].Record == p.batch.First+int64(i) {
			places[i] = p.rows.NumRows() + int64(reject)
			reject++
			continue
		}
		places[i] = row
		row++
	}
	return places
}

// joinedOf takes rows of an array and of one behind it.
func joinedOf(a, b arrow.Array, rows []int64) (arrow.Array, error) {
	both, err := array.Concatenate([]arrow.Array{a, b}, memory.DefaultAllocator)
	if err != nil {
		return nil, err
	}
	defer both.Release()
	return takenOf(both, rows)
}

// ofRejects is a row for each reject: its key, no outputs, and why. A part of a
// key that could not be read is null.
func (a *answers) ofRejects(rejects []records.Reject, showValues bool) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, a.schema)
	defer b.Release()
	errors := len(b.Fields()) - 1
	for _, r := range rejects {
		for i, f := range b.Fields()[:errors] {
			if i >= len(r.Key) || r.Key[i] == "" || f.AppendValueFromString(r.Key[i].Reveal()) != nil {
				f.AppendNull()
			}
		}
		b.Field(errors).(*array.StringBuilder).Append(r.Reason(showValues))
	}
	return b.NewRecord()
}
