package check

import (
	"strings"
	"testing"
)

func htmlOf(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(&b, "html"); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Who sends the report on must see whether it holds values of records; the
// setting is read from a run's own receipt.
func TestHTMLWarnsOfValues(t *testing.T) {
	const warning, promise = "Holds values of records", "shown by their shape"
	for _, shown := range []bool{false, true} {
		r := specimen()
		r.Receipt.Settings = Options{ShowValues: shown}.settings()
		text := htmlOf(t, r)
		if strings.Contains(text, warning) != shown || strings.Contains(text, promise) == shown {
			t.Errorf("values shown: %v; the page says otherwise", shown)
		}
	}
}

// A rule with findings of both kinds is in both lists, once each.
func TestHTMLPartsWaivedFromFailed(t *testing.T) {
	finding := Finding{Rule: "1a/loose-pin", Severity: SeverityWarning, Message: "counts"}
	waived := finding
	waived.Message, waived.Waived = "is accepted", &Waived{Reason: "r"}
	r := &Report{FailOn: SeverityError, Verdict: Pass, Findings: []Finding{waived, finding}}
	p := page{r, r.chapters()}
	failed, accepted := p.Failed(), p.Waived()
	if len(failed) != 1 || len(failed[0].Findings) != 1 || failed[0].Findings[0].Message != "counts" || failed[0].Link() != "1a-loose-pin" {
		t.Errorf("failed: %+v", failed)
	}
	if len(accepted) != 1 || len(accepted[0].Findings) != 1 || accepted[0].Findings[0].Message != "is accepted" || accepted[0].Link() != "waived-1a-loose-pin" {
		t.Errorf("waived: %+v", accepted)
	}
}

func TestHTMLTally(t *testing.T) {
	c := chapter{Rules: []standing{{State: statePassed}, {State: statePassed}, {State: state(SeverityWarning)}, {State: state(SeverityWarning)}, {State: state(SeverityNote)}}}
	if got, want := c.Tally(), "2 passed, 2 warnings, 1 note"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
