package check

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

// A Baseline is what a finding is beside an earlier report, in SARIF's words.
type Baseline string

// A finding of now is either; what the earlier report has beyond is in
// [Compared].
const (
	BaselineNew       Baseline = "new"
	BaselineUnchanged Baseline = "unchanged"
)

// Compared says what an earlier report had that this one has not.
type Compared struct {
	Finished time.Time `json:"finished"`           // when the earlier check ended
	Describe string    `json:"describe,omitempty"` // the model's commit then
	GUID     string    `json:"guid"`               // of the earlier report
	Fixed    []Finding `json:"fixed"`              // the rule was asked in full and no longer finds it
	NotAsked []Finding `json:"not_asked_again"`    // the rule was not asked, or not in full

	fixedIDs []string // identities of Fixed
}

// ReadReport reads a report that --format json wrote.
func ReadReport(path string) (*Report, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w: give a report that 'handoff check --format json' wrote", path, err)
	}
	if r.Receipt.Command != "check" || !slices.Contains([]Verdict{Pass, Fail, Incomplete}, r.Verdict) || r.Findings == nil {
		return nil, fmt.Errorf("%s: is no report of check: give one that 'handoff check --format json' wrote", path)
	}
	return r, nil
}

// comparable tells whether a report of model can be held beside the earlier
// one. Its error says why not.
func (earlier *Report) comparable(model string, showValues bool) error {
	switch {
	case earlier.Model != model:
		return fmt.Errorf("the earlier report is of %q: compare with one of %q", earlier.Model, model)
	case earlier.showsValues() && !showValues:
		return fmt.Errorf("the earlier report shows values of records: compare with one made without --show-values")
	}
	return nil
}

// compare marks each finding as new or unchanged, and lists what is gone.
func (r *Report) compare(earlier *Report) {
	r.Compared = &Compared{Finished: earlier.Receipt.Finished, Describe: earlier.Receipt.Model.Describe, GUID: earlier.guid(),
		Fixed: []Finding{}, NotAsked: []Finding{}}
	now, then := identities(r.Findings), identities(earlier.Findings)
	for i, id := range now {
		r.Findings[i].Baseline = BaselineNew
		if slices.Contains(then, id) {
			r.Findings[i].Baseline = BaselineUnchanged
		}
	}
	for i, id := range then {
		f := earlier.Findings[i]
		f.Baseline = ""
		switch {
		case slices.Contains(now, id):
		case r.askedInFull(f.Rule):
			r.Compared.Fixed, r.Compared.fixedIDs = append(r.Compared.Fixed, f), append(r.Compared.fixedIDs, id)
		default:
			r.Compared.NotAsked = append(r.Compared.NotAsked, f)
		}
	}
}

// askedInFull tells whether what a rule did not find is not there. One that
// no longer exists, was not selected, or stopped on the way has not said so.
func (r *Report) askedInFull(rule string) bool {
	found := slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rule })
	return slices.Contains(r.Passed, rule) || found && !slices.Contains(r.inPart, rule)
}

// tally counts what changed.
func (c *Compared) tally(findings []Finding) string {
	fresh := 0
	for _, f := range findings {
		if f.Baseline == BaselineNew {
			fresh++
		}
	}
	text := fmt.Sprintf("%d new, %d fixed, %d unchanged", fresh, len(c.Fixed), len(findings)-fresh)
	if len(c.NotAsked) > 0 {
		text += fmt.Sprintf(", %d not asked again", len(c.NotAsked))
	}
	return text
}

// since names the earlier check.
func (c *Compared) since() string {
	text := "since " + c.Finished.UTC().Format("2006-01-02 15:04 UTC")
	if c.Describe != "" {
		text += " (" + c.Describe + ")"
	}
	return text
}

func (r *Report) showsValues() bool { return r.Receipt.Settings["show-values"] == true }

// guid is a name of the report that it has wherever it is read: a UUID of
// the model's name and the run's times.
func (r *Report) guid() string {
	run := r.Model + r.Receipt.Started.UTC().Format(time.RFC3339Nano) + r.Receipt.Finished.UTC().Format(time.RFC3339Nano)
	sum := sha256.Sum256([]byte(run))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80 // version 5, of a name
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
