package main

import (
	"fmt"
	"math"

	"handoff/records"
)

// fewReasons are as many as someone at a terminal reads.
const (
	fewReasons = 10
	allReasons = math.MaxInt
)

// rejectedFor says why records were rejected, a line for each of at most so
// many reasons, the most frequent first.
func rejectedFor(r records.Reasons, most int) []string {
	return reasonLines(r, most, func(n int64) string { return fmt.Sprintf("%d rejected", n) })
}

// failedFor says likewise why calls of predict failed.
func failedFor(r records.Reasons, most int) []string {
	return reasonLines(r, most, func(n int64) string {
		if n == 1 {
			return "1 call failed"
		}
		return fmt.Sprintf("%d calls failed", n)
	})
}

func reasonLines(r records.Reasons, most int, counted func(int64) string) (lines []string) {
	others := r.Total()
	for _, kind := range r.MostFrequent()[:min(most, len(r.Kinds))] {
		lines = append(lines, fmt.Sprintf("%s, the first at %s: %s", counted(kind.Count), kind.First, reasonText(kind)))
		others -= kind.Count
	}
	if others > 0 {
		lines = append(lines, counted(others)+" for other reasons")
	}
	return lines
}

func reasonText(r records.Reason) string {
	if r.Column == "" {
		return fmt.Sprintf("%s: %s", r.Stage, r.Declared)
	}
	return fmt.Sprintf("column %q: %s: expected %s", r.Column, r.Rule, r.Declared)
}
