package score

import (
	"cmp"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// A part is what became of one batch: the rows to write, in order, and the
// rejects, in order. Together they are every record of the batch.
type part struct {
	rows    arrow.Record // keys and outputs
	rejects []records.Reject
	scored  int64 // records: as many as rows, or more where they are of keys
	batch   *records.Batch
	stages  wrapper.Stages
	ends    int64           // see [caller]
	failed  records.Reasons // see [caller]
}

func (p *part) release() {
	p.rows.Release()
	p.batch.Release()
}

// join makes a batch's answers a part, whose rows have the schema out, for a
// site that may be nil. It takes over the batch where there is no error; the
// caller keeps the answers.
func join(c *schema.Contract, site *schema.Profile, out *arrow.Schema, b *records.Batch, answers []answer) (*part, error) {
	p := &part{batch: b, rejects: slices.Clone(b.Rejects)}
	var kept runs
	defer kept.release()
	for _, a := range answers {
		if a.err != nil {
			for i := range a.spans {
				p.reject(a.spans[i], rejectOf(a.err))
			}
			continue
		}
		addStages(&p.stages, a.result.Stages)
		broken := violations(c, site, a.result.Outputs, int64(len(a.spans)))
		maps.Copy(broken, a.unpaired)
		var err error
		if a.result.Outputs, err = withPlaceholders(c, site, a.result.Outputs); err != nil {
			return p, err
		}
		for row, v := range broken {
			p.reject(a.spans[row], records.Reject{Stage: records.StageResult, Violations: v})
		}
		keys, err := a.keys(b.Keys)
		if err != nil {
			return p, err
		}
		p.scored += kept.add(keys, a, broken)
		if keys != nil {
			keys.Release()
		}
	}
	slices.SortStableFunc(p.rejects, func(x, y records.Reject) int { return cmp.Compare(x.Record, y.Record) })
	var err error
	p.rows, err = kept.record(out)
	return p, err
}

// reject rejects what one result is for: a record, or all of a key.
func (p *part) reject(s span, why records.Reject) {
	for row := s.from; row < s.end; row++ {
		why.Position, why.Key = p.batch.Where[row], keyOf(p.batch, row)
		p.rejects = append(p.rejects, why)
	}
}

// addReasons counts why records were rejected and why calls failed.
func (p *part) addReasons(why, failed *records.Reasons) {
	for _, r := range p.rejects {
		why.Add(r)
	}
	failed.Merge(p.failed)
}

// violations are a result's, by row of those it is for. One that is of no row
// in particular is of every row.
func violations(c *schema.Contract, site *schema.Profile, outputs arrow.Record, rows int64) map[int64][]schema.Violation {
	byRow := map[int64][]schema.Violation{}
	for _, v := range c.ValidateOutput(outputs, rows, site) {
		first, last := v.Row, v.Row
		if v.Row < 0 {
			first, last = 0, rows-1
		}
		for row := first; row <= min(last, rows-1); row++ {
			byRow[row] = append(byRow[row], v)
		}
	}
	return byRow
}

func keyOf(b *records.Batch, row int64) []schema.Secret {
	if b.Keys == nil {
		return nil
	}
	key := make([]schema.Secret, b.Keys.NumCols())
	for i := range key {
		if a := b.Keys.Column(i); a.IsValid(int(row)) {
			key[i] = schema.Secret(a.ValueStr(int(row)))
		}
	}
	return key
}

func addStages(sum *wrapper.Stages, s wrapper.Stages) {
	sum.Transport += s.Transport
	sum.Frame += s.Frame
	sum.Predict += s.Predict
	sum.Result += s.Result
}
