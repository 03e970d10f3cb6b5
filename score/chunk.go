package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"handoff/records"
	"handoff/wrapper"
)

// A chunk is a run of calls that were scored. It is done where its marker, which
// is written last, names the hashes of its rows and its rejects: a kill or a
// loss of power at any moment leaves a chunk that is done or one that is scored
// again.
type chunk struct {
	Number int64 `json:"number"`
	counts
	Rows    stretch                     `json:"rows"`
	Rejects *stretch                    `json:"rejects,omitempty"` // nil where there are none
	Missing map[string]map[string]int64 `json:"missing,omitempty"`
	Stages  wrapper.Stages              `json:"stages"`
	First   string                      `json:"first,omitempty"` // reject, as messages describe it
	Why     records.Reasons             `json:"why"`             // of rejects
	Failed  records.Reasons             `json:"failed"`          // of calls
}

// counts are of records, but for Results and for Ends, the calls on which the
// model's process ended.
type counts struct {
	Read     int64 `json:"read"`
	Scored   int64 `json:"scored"`
	Rejected int64 `json:"rejected"`
	Results  int64 `json:"results"` // rows of output
	Ends     int64 `json:"ends,omitempty"`
}

func (c counts) plus(d counts) counts {
	return counts{c.Read + d.Read, c.Scored + d.Scored, c.Rejected + d.Rejected, c.Results + d.Results, c.Ends + d.Ends}
}

func countsOf(p *part) counts {
	return counts{p.batch.Count, p.scored, int64(len(p.rejects)), p.rows.NumRows(), p.ends}
}

// add counts a part.
func (c *chunk) add(p *part) {
	c.counts = c.plus(countsOf(p))
	addStages(&c.Stages, p.stages)
	records.AddMissing(c.Missing, p.batch.Missing)
	p.addReasons(&c.Why, &c.Failed)
	if c.First == "" && len(p.rejects) > 0 {
		c.First = describe(p.rejects[0])
	}
}

// describe says where a reject lies and why, without values.
func describe(r records.Reject) string {
	if len(r.Violations) == 0 {
		return fmt.Sprintf("%s: %s: %v", r.Position, r.Stage, r.Err)
	}
	return fmt.Sprintf("%s: %v", r.Position, r.Violations[0])
}

// A shelf is the files to which one process adds the chunks that it makes done,
// since others may score chunks of the same plan meanwhile.
type shelf struct {
	rows, rejects *store
	markers       *os.File // JSON lines
}

const (
	markersEnding = ".jsonl"
	rowsEnding    = ".rows.arrows"
	rejectsEnding = ".rejects.arrows"
)

// newShelf makes a process's files, mode 0600.
func (w *work) newShelf() (*shelf, error) {
	markers, err := os.CreateTemp(w.dir, chunksPrefix+"*"+markersEnding)
	if err != nil {
		return nil, err
	}
	s, name := &shelf{markers: markers}, strings.TrimSuffix(markers.Name(), markersEnding)
	if s.rows, err = createStore(name + rowsEnding); err == nil {
		s.rejects, err = createStore(name + rejectsEnding)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// A marker is a chunk as a line of a file, and the hash of its text: what it
// says decides which rows the output has.
type marker struct {
	Chunk  json.RawMessage `json:"chunk"`
	SHA256 string          `json:"sha256"`
}

// done writes a chunk's marker.
func (s *shelf) done(c *chunk) error {
	text, err := json.Marshal(c)
	if err == nil {
		text, err = json.Marshal(marker{text, hashOf(text)})
	}
	if err != nil {
		return fmt.Errorf("chunk %d: %w", c.Number, err)
	}
	_, err = s.markers.Write(append(text, '\n'))
	return err
}

// close closes the files. What they hold and is not done counts for nothing.
func (s *shelf) close() {
	s.markers.Close()
	s.rows.close()
	s.rejects.close()
}

// chunks are those that are done and wanted, by number.
func (w *work) chunks(wanted func(n int64) bool) (map[int64]*chunk, error) {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return nil, err
	}
	all := map[int64]*chunk{}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), chunksPrefix) || !strings.HasSuffix(e.Name(), markersEnding) {
			continue
		}
		text, err := os.ReadFile(w.path(e.Name()))
		if err != nil {
			return nil, err
		}
		for line := range bytes.Lines(text) {
			if c := marked(line); c != nil && wanted(c.Number) && all[c.Number] == nil && w.holds(c) {
				all[c.Number] = c
			}
		}
	}
	return all, nil
}

// marked is the chunk of a marker, nil where that is not as it was written.
func marked(line []byte) *chunk {
	var m marker
	c := &chunk{}
	if json.Unmarshal(line, &m) != nil || hashOf(m.Chunk) != m.SHA256 || json.Unmarshal(m.Chunk, c) != nil {
		return nil
	}
	return c
}

// holds tells whether a chunk is whole.
func (w *work) holds(c *chunk) bool {
	return w.isWhole(c.Rows) && (c.Rejects == nil || w.isWhole(*c.Rejects))
}
