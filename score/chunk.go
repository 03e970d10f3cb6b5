package score

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"handoff/records"
	"handoff/report"
	"handoff/wrapper"
)

// A chunk is a run of calls that were scored. Its rows and its rejects lie in
// segments of their own, and it is done where its marker, which is written
// last, names their hashes: a kill or a loss of power at any moment leaves a
// chunk that is done or one that is scored again.
type chunk struct {
	counts
	Rows    report.File                 `json:"rows"`
	Rejects *report.File                `json:"rejects,omitempty"` // nil where there are none
	Missing map[string]map[string]int64 `json:"missing,omitempty"`
	Stages  wrapper.Stages              `json:"stages"`
	First   string                      `json:"first,omitempty"` // reject, as messages describe it
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

const markerEnding = ".json"

// The names of a chunk's files.
func (w *work) marker(n int64) string  { return w.path(chunkName(n) + markerEnding) }
func (w *work) rows(n int64) string    { return w.path(chunkName(n) + ".rows.arrows") }
func (w *work) rejects(n int64) string { return w.path(chunkName(n) + ".rejects.arrows") }

func chunkName(n int64) string { return fmt.Sprintf("%s%09d", chunkPrefix, n) }

// done writes a chunk's marker.
func (w *work) done(n int64, c *chunk) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("chunk %d: %w", n, err)
	}
	f, err := createPart(w.marker(n))
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), w.marker(n))
}

// chunks are those that are done, by number.
func (w *work) chunks() (map[int64]*chunk, error) {
	markers, err := filepath.Glob(w.path(chunkPrefix + "*" + markerEnding))
	if err != nil {
		return nil, err
	}
	all := map[int64]*chunk{}
	for _, path := range markers {
		name := strings.TrimSuffix(filepath.Base(path), markerEnding)
		n, err := strconv.ParseInt(strings.TrimPrefix(name, chunkPrefix), 10, 64)
		if err != nil {
			continue
		}
		if c := w.chunk(n); c != nil {
			all[n] = c
		}
	}
	return all, nil
}

// chunk is a chunk that is done and whole, or nil.
func (w *work) chunk(n int64) *chunk {
	text, err := os.ReadFile(w.marker(n))
	c := &chunk{}
	if err != nil || json.Unmarshal(text, c) != nil || !isWhole(w.rows(n), c.Rows) || c.Rejects != nil && !isWhole(w.rejects(n), *c.Rejects) {
		return nil
	}
	return c
}
