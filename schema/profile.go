package schema

import (
	"fmt"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"handoff/epic"
)

// A Profile is what one site does in its own way.
type Profile = epic.Profile

// ErrNoProfile says that a contract needs what only a profile can tell.
var ErrNoProfile = epic.ErrNoProfile

// ReadProfile reads a site profile. Its error is an [Errors] where the file
// could be read but is no profile.
func ReadProfile(path string) (*Profile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("site profile: %w", err)
	}
	return ParseProfile(path, text)
}

// ParseProfile reads a site profile from text; path names it in errors. Its
// error is an [Errors] with every fault of the profile.
func ParseProfile(path string, text []byte) (*Profile, error) {
	profile := &Profile{Path: path, Text: text}
	if err := parseInto(path, text, profile, func(d *document) { d.verifyProfile(profile) }); err != nil {
		return nil, err
	}
	return profile, nil
}

func (d *document) verifyProfile(p *Profile) {
	if _, err := location(p.Zone); err != nil {
		d.fault(root.key("zone"), "%v", err)
	}
	for i, token := range p.Missing {
		if token != strings.TrimSpace(token) || token == "" {
			d.fault(root.key("missing").index(i), "%q is blank, or has white space around it: write the token alone", token)
		}
	}
	for i, day := range p.Fillers {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			d.fault(root.key("filler_dates").index(i), "%q is no date: write it as 1900-01-01", day)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Lists)) {
		d.verifyCodes(root.key("lists").key(name), p.Lists[name])
	}
	for _, name := range slices.Sorted(maps.Keys(p.IDs)) {
		d.verifyID(root.key("ids").key(name), p.IDs[name])
	}
	d.verifyTaken(root.key("outputs"), p.Outputs)
}

func (d *document) verifyCodes(p path, list epic.List) {
	if len(list) == 0 {
		d.fault(p, `empty: write the codes and their names, as 1 = "Female"`)
	}
	for _, code := range slices.Sorted(maps.Keys(list)) {
		if code != strings.TrimSpace(code) || code == "" {
			d.fault(p.key(code), "the code is blank, or has white space around it: write the code alone")
		}
		if strings.TrimSpace(list[code]) == "" {
			d.fault(p.key(code), "missing: write the name of the code")
		}
	}
}

func (d *document) verifyID(p path, id epic.ID) {
	known := d.verifyDecoders(p.key("decode"), id.Decode)
	if gives := epic.Gives(id.Decode); known && (gives != epic.Text && gives != epic.Int || epic.UsesList(id.Decode)) {
		d.fault(p.key("decode"), "%q gives no id: write trim, epic_id or caboodle_key", id.Decode[len(id.Decode)-1])
	}
	if _, err := regexp.Compile(id.Pattern); err != nil {
		d.fault(p.key("pattern"), "is no regular expression: %v", err)
	}
}

func (d *document) verifyTaken(p path, o epic.Outputs) {
	if m := o.Missing; m != nil && !(math.Abs(*m) < maxExactInt) {
		d.fault(p.key("missing"), "%v is no placeholder: write a number within 2^53, such as -1", *m)
	}
	if at := p.key("contributions"); d.has(at) && o.Contributions < 1 {
		d.fault(at, "%d is below 1: write how many contributions are shown at most, or leave it out", o.Contributions)
	}
	if at := p.key("missing_text"); d.has(at) && (o.MissingText == "" || o.MissingText != strings.TrimSpace(o.MissingText)) {
		d.fault(at, "%q is blank, or has white space around it: write the text alone", o.MissingText)
	}
}
