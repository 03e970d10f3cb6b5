package check

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// The SARIF report is one run of OASIS SARIF 2.1.0, for the viewers of code
// hosts and editors. The severities are SARIF's own levels. A waived finding
// is a suppressed result, and a rule that was not run a notification.

// modelRoot stands for the model's folder, which a viewer resolves itself.
const modelRoot = "%SRCROOT%"

func writeSARIF(w io.Writer, r *Report) error {
	driver, err := sarifDriver(r)
	if err != nil {
		return err
	}
	run := sarif.NewRun().
		WithTool(sarif.NewTool().WithDriver(driver)).
		WithColumnKind("unicodeCodePoints").
		WithAutomationDetails(sarif.NewRunAutomationDetails().WithID("handoff check/" + r.Model).WithGuID(r.guid())).
		WithOriginalUriBaseIds(map[string]sarif.ArtifactLocation{modelRoot: *rootLocation()}).
		AddInvocation(sarifInvocation(r)).
		WithProperties(sarif.NewPropertyBag().Add("verdict", r.Verdict).Add("failOn", r.FailOn).Add("describe", r.Receipt.Model.Describe))
	ids := identities(r.Findings)
	for i, f := range r.Findings {
		run.AddResult(sarifResult(f, ids[i]).WithRuleIndex(run.GetRuleIndex(f.Rule)))
	}
	if r.Compared != nil {
		run.WithBaselineGuID(r.Compared.GUID)
		for i, f := range r.Compared.Fixed {
			run.AddResult(sarifResult(f, r.Compared.fixedIDs[i]).WithBaselineState("absent").WithRuleIndex(run.GetRuleIndex(f.Rule)))
		}
	}
	return sarif.NewReport().AddRun(run).PrettyWrite(w)
}

// rootLocation has no URI: the report is read on another machine than the
// one that wrote it.
func rootLocation() *sarif.ArtifactLocation {
	return (&sarif.ArtifactLocation{Index: -1}).WithDescription(sarif.NewTextMessage("the folder of handoff.toml"))
}

// sarifDriver describes this tool, and what each rule that it was to ask is for.
func sarifDriver(r *Report) (*sarif.ToolComponent, error) {
	driver := sarif.NewToolComponent().WithName("handoff").WithVersion(r.Receipt.Tool.Version).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText("holds a handed-off model to its contract"))
	for _, chapter := range r.chapters() {
		for _, s := range chapter.Rules {
			rule, err := sarifRule(s.Rule)
			if err != nil {
				return nil, err
			}
			driver.AddRule(rule.WithProperties(sarif.NewPropertyBag().AddTag(chapter.Title)))
		}
	}
	return driver, nil
}

func sarifRule(rule Rule) (*sarif.ReportingDescriptor, error) {
	e, err := explain(rule)
	if err != nil {
		return nil, err
	}
	return sarif.NewRule(rule.Name).
		WithDescription(e.Summary).
		WithHelp(sarif.NewMultiformatMessageString().WithText(e.text()).WithMarkdown(e.markdown())).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(string(rule.Severity))), nil
}

func sarifResult(f Finding, id string) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule).
		WithPartialFingerprints(map[string]string{"handoff/v1": id}).
		WithLevel(string(f.Severity)).
		WithMessage(sarif.NewTextMessage(f.sentences())).
		WithProperties(f.properties())
	if f.File != "" || f.Column != "" {
		result.AddLocation(f.location())
	}
	if f.Waived != nil {
		result.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(f.Waived.text()))
	}
	if f.Baseline != "" {
		result.WithBaselineState(string(f.Baseline))
	}
	return result
}

// sentences is all that a viewer shows of a finding in one text.
func (f Finding) sentences() string {
	lines := []string{f.Message}
	for _, part := range f.parts() {
		lines = append(lines, part[0]+": "+part[1])
	}
	return strings.Join(lines, "\n")
}

// properties keep what SARIF has no place for.
func (f Finding) properties() *sarif.PropertyBag {
	bag := sarif.NewPropertyBag()
	for name, text := range map[string]string{"evidence": f.Evidence, "repro": f.Repro, "behind": f.Behind} {
		if text != "" {
			bag.Add(name, text)
		}
	}
	if len(f.Rows) > 0 {
		bag.Add("rows", f.Rows)
	}
	return bag
}

// location is where the finding is: in a file of the hand-off, in a column of
// the frame, or both.
func (f Finding) location() *sarif.Location {
	at := sarif.NewLocation()
	if f.Column != "" {
		at.AddLogicalLocation(sarif.NewLogicalLocation().WithName(f.Column).WithKind("column"))
	}
	if f.File == "" {
		return at
	}
	file := sarif.NewSimpleArtifactLocation((&url.URL{Path: f.File}).String()).WithURIBaseID(modelRoot)
	place := sarif.NewPhysicalLocation().WithArtifactLocation(file)
	if f.Line > 0 {
		region := sarif.NewRegion().WithStartLine(f.Line)
		if f.Offset > 0 {
			region.WithStartColumn(f.Offset)
		}
		place.WithRegion(region)
	}
	return at.WithPhysicalLocation(place)
}

// sarifInvocation says how the run went: what it ended with, and what it
// could not look at.
func sarifInvocation(r *Report) *sarif.Invocation {
	in := sarif.NewInvocation().
		WithExecutionSuccessful(r.Verdict != Incomplete).
		WithExitCode(r.ExitCode()).
		WithExitCodeDescription(string(r.Verdict)).
		WithStartTimeUtc(r.Receipt.Started.UTC().Format(time.RFC3339Nano)).
		WithEndTimeUtc(r.Receipt.Finished.UTC().Format(time.RFC3339Nano))
	for _, n := range r.NotRun {
		in.AddToolExecutionNotification(sarif.NewNotification().
			WithMessage(sarif.NewTextMessage("not run: " + n.Reason)).
			WithAssociatedRule(sarif.NewReportingDescriptorReference().WithID(n.Rule)))
	}
	for _, note := range r.Notes {
		in.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelNote).WithMessage(sarif.NewTextMessage(note)))
	}
	return in
}
