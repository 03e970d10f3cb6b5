package check

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

// measured are the numbers of a message, and names in quotes, which may hold some.
var measured = regexp.MustCompile(`"[^"]*"|\b[0-9][0-9.]*\b`)

// identity tells a defect from others by what does not change when code
// moves within a file: neither its line nor what was measured is part of it.
func (f Finding) identity() string {
	message := measured.ReplaceAllStringFunc(f.Message, func(text string) string {
		if text[0] == '"' {
			return text
		}
		return "#"
	})
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.File, f.Column, message}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// identities gives each finding an identity of its own: those that are alike
// are numbered in the report's order.
func identities(findings []Finding) []string {
	ids, seen := make([]string, len(findings)), map[string]int{}
	for i, f := range findings {
		id := f.identity()
		seen[id]++
		ids[i] = fmt.Sprintf("%s:%d", id, seen[id])
	}
	return ids
}
