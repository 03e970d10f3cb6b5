package bridge

import (
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

func plainly(text string) string { return text }

// hider takes the batch's values out of texts of a private call; of another
// call it changes nothing.
func (m *model) hider(call wrapper.Call) func(string) string {
	if !call.Private {
		return plainly
	}
	var known, secrets []string // only made where there is something to hide
	return func(text string) string {
		if text == "" {
			return ""
		}
		if known == nil {
			known, secrets = m.spec.Contract.Vocabulary(), texts(call.Batch)
		}
		return schema.Mask(text, known, secrets)
	}
}

// texts are the distinct texts in a batch. Numbers and times need none: every
// digit is hidden anyhow.
func texts(batch arrow.Record) []string {
	seen := map[string]bool{}
	for _, a := range batch.Columns() {
		addTexts(seen, a)
	}
	all := make([]string, 0, len(seen))
	for text := range seen {
		all = append(all, text)
	}
	return all
}

func addTexts(seen map[string]bool, a arrow.Array) {
	switch a := a.(type) {
	case *array.String:
		for i := range a.Len() {
			if a.IsValid(i) {
				seen[a.Value(i)] = true
			}
		}
	case *array.List:
		addTexts(seen, a.ListValues())
	case *array.Dictionary:
		for i := range a.Len() {
			if a.IsValid(i) {
				seen[a.ValueStr(i)] = true
			}
		}
	}
}

// hidePrints takes values out of what a private call printed.
func hidePrints(prints *wrapper.Prints, hide func(string) string) {
	prints.Stdout, prints.Stderr = hide(prints.Stdout), hide(prints.Stderr)
}

// hideDetail leaves the addresses of this machine alone: they are no one's
// value, and without their digits they would be any machine's.
func hideDetail(detail string, hide func(string) string) string {
	for _, loopback := range []string{"127.0.0.1", "::1"} {
		if rest, ok := strings.CutPrefix(detail, loopback); ok {
			return loopback + hide(rest)
		}
	}
	return hide(detail)
}
