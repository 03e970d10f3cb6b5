package mutants

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"handoff/check"
)

// A task is a mutant to be checked; without an operator, the good model.
type task struct {
	Operator string `json:"operator"`
	Model    string `json:"model"`
	Seed     int64  `json:"seed"`
}

// An outcome is what check said of a mutant: one line of the results file.
type outcome struct {
	task
	Skipped string        `json:"skipped,omitempty"` // why it is no mutant
	Failed  string        `json:"failed,omitempty"`  // why there is no report
	Verdict check.Verdict `json:"verdict,omitempty"`
	Found   []string      `json:"found"`           // rules with findings, sorted
	Notes   []string      `json:"notes,omitempty"` // each finding in words
	Diff    string        `json:"diff,omitempty"`  // from the good model
	Seconds float64       `json:"seconds"`
}

func (t task) String() string {
	return fmt.Sprintf("%s in %s, seed %d", cmp.Or(t.Operator, "nothing"), t.Model, t.Seed)
}

// String says in one line what became of the task.
func (o outcome) String() string {
	said := cmp.Or(o.Failed, o.Skipped, strings.Join(o.Found, ", "), "no finding")
	return fmt.Sprintf("%s: %s (%.1f s)", o.task, said, o.Seconds)
}

// notesOf are the findings of a rule, in words.
func (o outcome) notesOf(rule string) []string {
	return slices.DeleteFunc(slices.Clone(o.Notes), func(note string) bool { return !strings.HasPrefix(note, rule+": ") })
}

// check makes a mutant and checks it. What goes wrong with one mutant is
// told in its outcome; the error is that of a cancelled context.
func (c *checker) check(ctx context.Context, t task) (outcome, error) {
	began := time.Now()
	o := outcome{task: t, Found: []string{}}
	if err := c.fill(ctx, &o); err != nil {
		o.Failed = err.Error()
	}
	o.Seconds = time.Since(began).Round(100 * time.Millisecond).Seconds()
	return o, ctx.Err()
}

func (c *checker) fill(ctx context.Context, o *outcome) error {
	dir, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	m, err := c.mutant(ctx, dir, o.task)
	if err != nil {
		return err
	}
	if o.Diff = m.diff; o.Operator != "" {
		o.Skipped = m.skipped()
	}
	if o.Skipped != "" {
		return nil
	}
	if err := c.warm(ctx, o.Model); err != nil {
		return err
	}
	r, err := c.report(ctx, m.folder)
	if err != nil {
		return err
	}
	o.Verdict = r.Verdict
	for _, f := range r.Findings {
		o.Found = append(o.Found, f.Rule)
		o.Notes = append(o.Notes, f.Rule+": "+f.Message)
	}
	slices.Sort(o.Found)
	o.Found = slices.Compact(o.Found)
	return c.forget()
}

// skipped says why a mutant is none, or "".
func (m mutant) skipped() string {
	switch {
	case m.Equivalent != "":
		return m.Equivalent
	case m.Sites == 0:
		return "the model has no place for it"
	case m.diff == "":
		return "nothing changed"
	}
	return ""
}
