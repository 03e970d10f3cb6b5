package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"handoff/records"
	"handoff/schema"
)

// outputDiffers finds a result that is not what [[outputs]] declares: an
// output is missing, or of another type, or not one of its levels.
//
// Why: what reads the scores is built from the contract.
//
// Example: dtype = "float32", and predict returns text.
//
// Instead: return what is declared, or declare what is returned.
func outputDiffers(_ context.Context, s *subject) ([]Finding, error) {
	found := s.eachViolation("is not as declared", "return what [[outputs]] declares, or declare what is returned",
		schema.ReasonMissingColumn, schema.ReasonDType, schema.ReasonLevel)
	for _, c := range s.admitted() {
		refused := c.refused()
		if refused == nil || refused.Reason == string(schema.ReasonRows) || s.isShapeOfOne(c) {
			continue
		}
		f := Finding{trial: s.recorded(c, refusedBy), Message: refusal(refused.Output), Column: refused.Output, Declared: refused.Declared, Seen: refused.Got,
			Fix: cmp.Or(refused.Fix, "return what [[outputs]] declares, or declare what is returned"), Evidence: returned(refused.Seen)}
		if !slices.ContainsFunc(found, func(other Finding) bool { return other.Column == f.Column }) {
			found = append(found, f)
		}
	}
	if len(found) == 0 && !s.anyRefused() {
		found = s.unscored(records.StageResult)
	}
	return found, nil
}

// anyRefused tells whether a documented call's result was refused or breaks a
// promise, which other rules tell.
func (s *subject) anyRefused() bool {
	return slices.ContainsFunc(s.admitted(), func(c *call) bool { return c.refused() != nil || len(c.violations) > 0 })
}

func refusal(output string) string {
	if output == "" {
		return "the result is not as declared"
	}
	return fmt.Sprintf("output %q is not as declared", output)
}

// outputNotFinite finds a score that is missing or infinite though its output
// is not nullable, and that is not because of a missing value, which
// 3b/null-poisons-score finds.
//
// Why: a NaN shows as no score at all, or, compared with a threshold, as low risk.
//
// Example: a division by a laboratory value that is 0.
//
// Instead: give every row a number, or declare the output nullable and say
// when it is missing.
func outputNotFinite(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachViolation("is missing or infinite", "give every row a number, or declare the output nullable",
		schema.ReasonFinite, schema.ReasonNull), nil
}

// outputOutOfRange finds a score beyond its declared range.
//
// Why: thresholds and displays are built for the range.
//
// Example: range = [0, 1], and predict returns a logit.
//
// Instead: return what is declared, or declare the true range.
func outputOutOfRange(_ context.Context, s *subject) ([]Finding, error) {
	return s.eachViolation("is out of its range", "return what is declared, or declare the true range", schema.ReasonRange), nil
}

// outputNotTakenBack finds a result that cannot go back to where scores are
// shown: contributions that are not of the declared columns, each once; and
// with a site profile, a score that is what the site has for none, more
// contributions than it shows, and outputs that it does not take at all.
//
// Why: a reason that names no column is shown to nobody, and a score that looks
// like none is taken for none.
//
// Example: contributions of SEX_F and SEX_M, the model's own columns, where
// [[columns]] declares SEX.
//
// Instead: sum them up by the column that they come from, and give one score
// back that no missing one is written as.
func outputNotTakenBack(_ context.Context, s *subject) ([]Finding, error) {
	var found []Finding
	for _, v := range s.contract.NotTaken(s.opt.Profile) {
		found = append(found, Finding{File: s.shownFile(schema.FileName), Line: s.output(v.Column).Line, Column: v.Column, Declared: v.Declared, Seen: v.Got,
			Message: fmt.Sprintf("output %q is not taken back by the site", v.Column), Fix: v.Fix})
	}
	found = append(found, s.eachViolation("is what the site has for a missing one", "give another value for it, or none", schema.ReasonPlaceholder)...)
	return append(found, s.eachViolation("has other contributions than are taken back", "name declared columns, each once, and no more than are shown",
		schema.ReasonContributions)...), nil
}

// eachViolation makes one finding for each output that breaks its promise
// for one of the reasons, at the first call that shows it.
func (s *subject) eachViolation(message, fix string, reasons ...schema.Reason) []Finding {
	var found []Finding
	for _, c := range s.admitted() {
		for _, v := range c.violations {
			at := slices.IndexFunc(found, func(f Finding) bool { return f.Column == v.Column })
			switch {
			case !slices.Contains(reasons, v.Reason) || lacksScore(v) && (c.missing != "" || s.poisoned(c, v.Row)):
			case at < 0:
				found = append(found, Finding{trial: s.recorded(c, brokenBy(v.Column, v.Reason)), Message: fmt.Sprintf("output %q %s in %s", v.Column, message, c.what), Column: v.Column,
					Rows: rowsOf(v), Declared: v.Declared, Seen: s.seen(v), Fix: fix, Evidence: "rows of " + c.sample.from + "\n" + returned(c.result.Seen)})
			case strings.HasSuffix(found[at].Message, " in "+c.what):
				found[at].Rows = append(found[at].Rows, rowsOf(v)...)
			}
		}
	}
	return found
}

// lacksScore tells whether a result is missing or infinite.
func lacksScore(v schema.Violation) bool {
	return v.Reason == schema.ReasonFinite || v.Reason == schema.ReasonNull
}

func rowsOf(v schema.Violation) []int64 {
	if v.Row < 0 {
		return nil
	}
	return []int64{v.Row}
}

// seen is a violation's value as a report may show it.
func (s *subject) seen(v schema.Violation) string {
	switch {
	case v.Got != "":
		return v.Got
	case s.opt.ShowValues:
		return v.Seen.Reveal()
	}
	return v.Seen.String()
}

// outputRequiresGrad finds a result that is a tensor with its graph.
//
// Why: each call then keeps the memory of all its intermediate results, and
// .numpy() on the result raises.
//
// Example: return self.network(x)
//
// Instead: with torch.no_grad(): return self.network(x)
func outputRequiresGrad(_ context.Context, s *subject) ([]Finding, error) {
	c := s.carryingGraph()
	if c == nil {
		return nil, nil
	}
	return []Finding{{trial: s.recorded(c, carriedBy), Message: "the result still carries its graph", Declared: "values", Seen: c.result.Seen.Type + " with requires_grad",
		Fix: "call the network under torch.no_grad()", Evidence: returned(c.result.Seen)}}, nil
}

// carryingGraph is the first call whose result is a tensor with its graph, or nil.
func (s *subject) carryingGraph() *call {
	for _, c := range s.admitted() {
		if carriedBy(c) != nil {
			return c
		}
	}
	return nil
}

// exampleDiffers finds a golden example that does not give the results it
// was handed over with.
//
// Why: either the weights are not those that were tested, or the environment
// is not, or the example was never run.
//
// Example: weights that were fitted again after the example was written.
//
// Instead: run the examples against the final wheel and weights, and write
// rtol and atol for what may differ between machines.
func exampleDiffers(_ context.Context, s *subject) ([]Finding, error) {
	if len(s.contract.Examples) == 0 {
		return nil, notRun("the contract has no [[examples]]")
	}
	var found []Finding
	compared := 0
	for _, e := range s.examples {
		if e.failed == "" {
			compared++
			found = append(found, s.exampleFindings(e)...)
		}
	}
	if compared == 0 && len(s.examples) > 0 {
		return nil, notRun("no example could be scored: " + s.examples[0].failed)
	}
	return found, nil
}

func (s *subject) exampleFindings(e example) []Finding {
	base := Finding{File: s.shownFile(schema.FileName), Line: e.Line, Declared: e.Expect, Fix: "run the example against the final wheel and weights"}
	if e.broken != nil {
		base.Message, base.Fix = "an example's file cannot be read", "correct the file, or its path in handoff.toml"
		base.Seen = s.relativeText(e.broken)
		return []Finding{base}
	}
	var found []Finding
	for _, d := range e.outputs {
		f := base
		f.Column, f.Rows = d.output, d.rows
		f.Message = fmt.Sprintf("example %s: output %q differs in %d of %d rows", e.Records, d.output, len(d.rows), e.rows)
		f.Declared += fmt.Sprintf(" within rtol %g, atol %g", e.RTol, e.ATol)
		f.Seen = s.differs(d)
		f.NoRepro = "it takes the example's own records and results, which a repro does not hold"
		found = append(found, f)
	}
	if e.unpaired > 0 {
		f := base
		f.Message = fmt.Sprintf("example %s: %d rows have no partner in the other file", e.Records, e.unpaired)
		found = append(found, f)
	}
	if e.rejected > 0 {
		f := base
		f.Message = fmt.Sprintf("example %s: %d records do not fit the contract", e.Records, e.rejected)
		f.Declared, f.Seen = "records that fit [[columns]]", e.why
		f.Fix = "correct the example or the contract"
		found = append(found, f)
	}
	return found
}

func (s *subject) differs(d difference) string {
	got, want := schema.Secret(d.got), schema.Secret(d.want)
	text := fmt.Sprintf("%s for %s", got, want)
	if s.opt.ShowValues {
		text = fmt.Sprintf("%s for %s", got.Reveal(), want.Reveal())
	}
	if d.worst == d.worst { // not NaN: numbers
		return fmt.Sprintf("the largest difference is %.3g", d.worst)
	}
	return text
}
