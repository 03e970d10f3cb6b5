package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handoff/records"
	"handoff/schema"
	"handoff/wrapper"
)

// Options say what a run covers and when it counts as failed. The zero value
// asks every rule and fails on errors.
type Options struct {
	Records    []string        // files of records to try besides the golden examples
	Stdin      string          // file that holds what [records.Stdin] among Records stands for
	Select     []string        // prefixes of the rules to ask; none for all
	Ignore     []string        // prefixes of rules not to ask
	FailOn     Severity        // "" for SeverityError
	ShowValues bool            // let values of records into the report
	Fresh      bool            // build the environment anew
	Profile    *schema.Profile // of the site that the records are from; nil for none
	Earlier    *Report         // of the same model, to say what changed since; nil for none
	// Deadlines are those of the model's phases; zero fields keep their default.
	Deadlines wrapper.Deadlines
	// Progress, where given, is told what begins: a phase, and within it a step.
	Progress func(phase Phase, step string)
}

// reading is how records are read.
func (o Options) reading() records.Options {
	return records.Options{Profile: o.Profile, Stdin: o.Stdin}
}

// settings are what a reader of the report must know of the options, by
// their flags' names.
func (o Options) settings() map[string]any {
	set := map[string]any{"select": o.Select, "ignore": o.Ignore, "show-values": o.ShowValues}
	if o.Profile != nil {
		set["profile"] = o.Profile.Path
	}
	return set
}

// Run checks the hand-off in dir, the folder of its handoff.toml. Where there
// is no contract the static rules are asked and the verdict is Incomplete.
//
// Its error says that the contract is none or that Run was interrupted; what
// else keeps the harness from doing its part leaves rules not run, and the
// verdict Incomplete.
func Run(ctx context.Context, dir string, opt Options) (*Report, error) {
	wanted, err := selected(opt.Select, opt.Ignore)
	if err != nil {
		return nil, err
	}
	s, err := newSubject(dir, opt)
	if err != nil {
		return nil, err
	}
	defer s.release()
	s.wanted = wanted
	if opt.Earlier != nil {
		if err := opt.Earlier.comparable(s.name(), opt.ShowValues); err != nil {
			return nil, err
		}
	}
	r := &Report{FailOn: opt.FailOn, Findings: []Finding{}, Passed: []string{}, NotRun: []NotRun{}, Phases: []PhaseTime{}}
	if r.FailOn == "" {
		r.FailOn = SeverityError
	}
	began := time.Now()
	run := runner{subject: s, report: r, waiting: wanted, known: known{}}
	run.phases(ctx)
	r.pass(wanted)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.describe(ctx, r, began); err != nil {
		return nil, err
	}
	fit, err := s.countRecords(ctx, r)
	if err != nil {
		r.note("%v", err)
	}
	run.fellShort = run.fellShort || !fit
	if len(s.around) > 0 {
		r.note("to look behind what failed, %s; what was seen only then says so", inWords(s.around))
	}
	if s.contract != nil {
		r.waive(s.contract.Waivers, began)
	}
	sortFindings(r.Findings)
	if opt.Earlier != nil {
		r.compare(opt.Earlier)
	}
	r.judge(run.fellShort, run.stopped)
	return r, nil
}

// A runner takes a subject through the phases and asks the rules on the way.
type runner struct {
	subject   *subject
	report    *Report
	waiting   []Rule // not yet asked, in the cookbook's order
	fellShort bool   // the harness could not do its part
	stopped   bool   // not every phase could be done
	known     known
	before    []Finding // of rules that still wait, found when something was worked round
}

// phases runs them in order until one cannot be passed.
func (r *runner) phases(ctx context.Context) {
	r.fellShort = r.subject.contract == nil
	for _, step := range steps {
		if r.stopped || !r.needed(step.phase) {
			return
		}
		r.phase(ctx, step)
	}
}

func (r *runner) phase(ctx context.Context, step step) {
	r.subject.progress(step.phase, "")
	began := time.Now()
	stop, err := step.learn(ctx, r.subject)
	if err == nil && stop != "" && step.around != nil {
		stop, err = r.goRound(ctx, step, stop)
	}
	if err == nil {
		err = r.ask(ctx, step.phase)
	}
	r.report.spent(step.phase, began)
	var reason notRun
	if errors.As(err, &reason) {
		stop, err = string(reason), nil
	}
	if err != nil {
		stop, r.fellShort = fmt.Sprintf("phase %s could not be done: %v", step.phase, err), true
		r.report.note("%s", stop)
	}
	if stop != "" {
		r.stopped = true
		r.giveUp(ctx, stop)
	}
}

// goRound works round what stopped a phase, once it is known what the run
// would tell had it ended there. It gives why the run stops all the same, or "".
func (r *runner) goRound(ctx context.Context, step step, stop string) (string, error) {
	for _, rule := range r.waiting {
		found, _ := r.subject.asked(ctx, rule) // as in giveUp
		for _, f := range rule.complete(found) {
			if r.known.remember(f, len(r.subject.around)) {
				r.before = append(r.before, f)
			}
		}
	}
	r.subject.ahead.end() // of the model as it was until now
	r.subject.progress(step.phase, "looking behind what failed")
	went, err := step.around(ctx, r.subject)
	switch {
	case went:
		return "", err
	case err != nil && ctx.Err() == nil: // the failure is told all the same
		r.report.note("%s, and what lies behind that could not be looked at: %s", stop, oneLine(err.Error()))
	}
	return stop, ctx.Err()
}

// needed tells whether a rule still waits for this phase or a later one.
func (r *runner) needed(p Phase) bool {
	return slices.ContainsFunc(r.waiting, func(rule Rule) bool { return rule.phase.index() >= p.index() })
}

// ask puts the rules that waited for a phase.
func (r *runner) ask(ctx context.Context, p Phase) error {
	var still []Rule
	for _, rule := range r.waiting {
		if rule.phase != p {
			still = append(still, rule)
			continue
		}
		if rule.needsContract() && r.subject.contract == nil {
			still = append(still, rule)
			continue
		}
		findings, err := r.subject.asked(ctx, rule)
		var wait later
		var reason notRun
		if errors.As(err, &wait) {
			rule.phase = Phase(wait)
			still = append(still, rule)
			continue // they are told then
		}
		findings = r.all(rule, findings)
		switch isReason := errors.As(err, &reason); {
		case isReason && len(r.beforeOf(rule)) > 0:
			r.report.inPart = append(r.report.inPart, rule.Name)
		case isReason:
			r.skip(rule, string(reason))
		case err != nil:
			return fmt.Errorf("%s: %w", rule.Name, err)
		}
		if err := r.add(ctx, findings); err != nil {
			return err
		}
	}
	r.waiting = still
	return nil
}

// asked puts a rule, where the hand-off has what the rule is about.
func (s *subject) asked(ctx context.Context, rule Rule) ([]Finding, error) {
	if rule.needsLoad() && !s.contract.HasLoad() {
		return nil, notRun("the contract has no [load]: predict takes no model")
	}
	return rule.find(ctx, s)
}

// all are a rule's findings, with those from before something was worked
// round that can be seen no more.
func (r *runner) all(rule Rule, findings []Finding) []Finding {
	findings = rule.complete(findings)
	for _, f := range r.beforeOf(rule) {
		if !slices.ContainsFunc(findings, func(now Finding) bool { return now.identity() == f.identity() }) {
			findings = append(findings, f)
		}
	}
	return findings
}

func (r *runner) beforeOf(rule Rule) []Finding {
	return slices.DeleteFunc(slices.Clone(r.before), func(f Finding) bool { return f.Rule != rule.Name })
}

// add puts a rule's findings into the report, each with the smallest input
// that shows it.
func (r *runner) add(ctx context.Context, findings []Finding) error {
	err := r.subject.shrunken(ctx, findings)
	r.subject.mark(findings, r.known) // the smallest input may take less than the first
	if err == nil {
		err = r.subject.reproved(findings)
	}
	r.report.Findings = append(r.report.Findings, findings...)
	return err
}

func (r *runner) skip(rule Rule, reason string) {
	r.report.NotRun = append(r.report.NotRun, NotRun{rule.Name, reason})
}

// giveUp asks the rules that still wait about what is known by now. One that
// finds nothing in it has not been asked in full, and is told as not run.
// Where not even the source could be read, nothing is known.
func (r *runner) giveUp(ctx context.Context, reason string) {
	for _, rule := range r.waiting {
		var found []Finding
		if r.subject.contract != nil && r.subject.source != nil {
			found, _ = r.subject.asked(ctx, rule)
		}
		found = r.all(rule, found)
		if len(found) == 0 {
			r.skip(rule, reason)
		} else {
			r.report.inPart = append(r.report.inPart, rule.Name)
		}
		if err := r.add(ctx, found); err != nil {
			r.report.note("%s: %v", rule.Name, err)
		}
	}
	r.waiting = nil
}
