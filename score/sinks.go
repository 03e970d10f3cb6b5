package score

import (
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/schema"
)

// sinks are the files a run writes, in its folder.
type sinks struct {
	rows        records.Sink
	rejects     records.Sink // nil until there is one to write
	openRejects func() (records.Sink, error)
}

func newSinks(w *work, opts Options, out *arrow.Schema) (*sinks, error) {
	rows, err := records.Create(w.pathOf(opts.output()), out)
	if err != nil {
		return nil, err
	}
	return &sinks{rows: rows, openRejects: func() (records.Sink, error) {
		return records.Create(w.pathOf(opts.rejects()), records.RejectSchema())
	}}, nil
}

// write appends a chunk.
func (s *sinks) write(w *work, c *chunk) error {
	if err := w.copySegment(c.Rows, s.rows); err != nil {
		return err
	}
	if c.Rejects == nil {
		return nil
	}
	if s.rejects == nil {
		var err error
		if s.rejects, err = s.openRejects(); err != nil {
			return err
		}
	}
	return w.copySegment(*c.Rejects, s.rejects)
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

// close takes back what was not committed. Its errors do not count: the next
// run on the output clears the folder that holds the files.
func (s *sinks) close() {
	s.rows.Close()
	if s.rejects != nil {
		s.rejects.Close()
	}
}

// outputSchema is the keys, then the outputs.
func outputSchema(c *schema.Contract) *arrow.Schema {
	return arrow.NewSchema(slices.Concat(records.KeyFields(c), c.OutputSchema().Fields()), nil)
}
