package score

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/schema"
)

// sinks are the files a run writes, in its folder.
type sinks struct {
	schema      *arrow.Schema // of the output
	rows        records.Sink
	rejects     *records.RejectSink // nil until there is one to write
	openRejects func() (*records.RejectSink, error)
}

func newSinks(w *work, opts Options, out *arrow.Schema) (*sinks, error) {
	rows, err := records.Create(w.pathOf(opts.Output), out)
	if err != nil {
		return nil, err
	}
	return &sinks{schema: out, rows: rows, openRejects: func() (*records.RejectSink, error) {
		return records.CreateRejects(w.pathOf(RejectsFor(opts.Output)), opts.ShowValues)
	}}, nil
}

func (s *sinks) write(p *part) error {
	if err := s.rows.Write(p.rows); err != nil {
		return err
	}
	if len(p.rejects) == 0 {
		return nil
	}
	if s.rejects == nil {
		var err error
		if s.rejects, err = s.openRejects(); err != nil {
			return err
		}
	}
	return s.rejects.Write(p.rejects)
}

// commit makes the files whole.
func (s *sinks) commit() error {
	if s.rejects != nil {
		if err := s.rejects.Commit(); err != nil {
			return err
		}
	}
	return s.rows.Commit()
}

// close takes back what was not committed. Its errors do not count: the
// folder that holds the files goes.
func (s *sinks) close() {
	s.rows.Close()
	if s.rejects != nil {
		s.rejects.Close()
	}
}

// outputSchema is the keys, then the outputs. An input without records shows
// no keys; they are then taken for text.
func outputSchema(c *schema.Contract, keys arrow.Record) *arrow.Schema {
	var fields []arrow.Field
	if keys != nil {
		fields = keys.Schema().Fields()
	} else {
		for _, key := range c.Predict.Keys {
			fields = append(fields, arrow.Field{Name: key, Type: arrow.BinaryTypes.String})
		}
	}
	return arrow.NewSchema(slices.Concat(fields, c.OutputSchema().Fields()), nil)
}
