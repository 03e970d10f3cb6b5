package check

import (
	"slices"
	"testing"
)

// What a rule found earlier is fixed only where it was asked in full again.
func TestFixedOrNotAsked(t *testing.T) {
	was := func(rule, message string) Finding { return Finding{Rule: rule, Message: message} }
	earlier := &Report{Findings: []Finding{
		was("1a/loose-pin", "gone"), was("1a/loose-pin", "stays"), was("2c/not-selected", "x"), was("3b/null-refused", "x"),
		was("safety/crash", "first"), was("safety/crash", "second"), was("3b/output-not-finite", "x"),
	}}
	now := &Report{
		Findings: []Finding{was("1a/loose-pin", "stays"), was("safety/crash", "first")},
		NotRun:   []NotRun{{"3b/null-refused", "the documented call fails"}},
		Passed:   []string{"3b/output-not-finite"},
		inPart:   []string{"safety/crash"},
	}
	now.compare(earlier)
	fixed := []Finding{was("1a/loose-pin", "gone"), was("3b/output-not-finite", "x")}
	notAsked := []Finding{was("2c/not-selected", "x"), was("3b/null-refused", "x"), was("safety/crash", "second")}
	same := func(a, b Finding) bool { return a.Rule == b.Rule && a.Message == b.Message }
	if c := now.Compared; !slices.EqualFunc(c.Fixed, fixed, same) || !slices.EqualFunc(c.NotAsked, notAsked, same) {
		t.Errorf("fixed %v, not asked again %v", c.Fixed, c.NotAsked)
	}
}

// Of two defects alike, one mended leaves one.
func TestOneOfTwoAlikeIsFixed(t *testing.T) {
	alike := Finding{Rule: "2b/hard-coded-path", File: "a.py", Message: "a path of one machine"}
	now := &Report{Findings: []Finding{alike}}
	now.compare(&Report{Findings: []Finding{alike, alike}})
	if len(now.Compared.Fixed) != 1 || now.Findings[0].Baseline != BaselineUnchanged {
		t.Errorf("fixed %v, the other is %q", now.Compared.Fixed, now.Findings[0].Baseline)
	}
}

// A report that shows values would bring them into one that must not.
func TestComparable(t *testing.T) {
	shows := &Report{Model: "m"}
	shows.Receipt.Settings = map[string]any{"show-values": true}
	if shows.comparable("m", false) == nil || shows.comparable("m", true) != nil {
		t.Error("values of an earlier report are let in where they are not to be shown, or the other way round")
	}
	if (&Report{Model: "m"}).comparable("n", false) == nil {
		t.Error("reports of two models are compared")
	}
}
