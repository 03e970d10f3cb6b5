package schema

import (
	"slices"

	"handoff/epic"
)

// SiteZone in place of a zone's name stands for the zone of the site profile.
const SiteZone = "site"

func (d *document) verifyDecoding(p path, c Column) {
	if d.verifyDecoders(p.key("decode"), c.Decode) {
		d.verifyDecode(p, c)
	}
	if c.Zone != SiteZone {
		if _, err := location(c.Zone); err != nil {
			d.fault(p.key("zone"), "%v", err)
		}
	}
	d.verifyTokens(p, c)
}

// verifyDecoders tells whether all decoders are known.
func (d *document) verifyDecoders(p path, names []string) bool {
	known := true
	for i, name := range names {
		if !epic.Known(name) {
			known = oneOf(d, p.index(i), name, epic.Names())
		}
	}
	return known
}

// verifyDecode holds what concerns decoding to the decoders.
func (d *document) verifyDecode(p path, c Column) {
	if err := epic.CheckUnits(c.Decode, c.Unit); err != nil {
		d.fault(p.key("decode"), "%v", err)
	}
	if gives := epic.Gives(c.Decode); !c.takes(gives) {
		d.fault(p.key("decode"), "%q gives %s, of which no %s is made", c.Decode[len(c.Decode)-1], kindNames[gives], c.DType)
	}
	d.verifyPolicies(p, c)
	d.verifyList(p, c)
}

func (d *document) verifyPolicies(p path, c Column) {
	for _, policy := range []struct {
		key, word string
		known     []string
	}{
		{"comparator", c.Comparator, comparators}, {"unreadable", c.Unreadable, unreadables},
		{"ambiguous", c.Ambiguous, ambiguous}, {"nonexistent", c.Nonexistent, nonexistent},
	} {
		if policy.word != "" && oneOf(d, p.key(policy.key), policy.word, policy.known) {
			d.verifyMissing(p.key(policy.key), c, policy.word)
		}
	}
	isNumber := slices.Contains(c.Decode, "number") || slices.Contains(c.Decode, "number_comma")
	if c.Comparator != "" && !isNumber {
		d.fault(p.key("comparator"), `is for the decoders "number" and "number_comma": name one in decode`)
	}
	for key, policy := range map[string]string{"ambiguous": c.Ambiguous, "nonexistent": c.Nonexistent} {
		if policy != "" && c.clock() == "" {
			d.fault(p.key(key), "is for times on the clock of a zone: name it in zone")
		}
	}
}

func (d *document) verifyList(p path, c Column) {
	switch usesList := epic.UsesList(c.Decode); {
	case usesList && c.List == "":
		d.fault(p.key("list"), "missing: write the name of the code list, such as ZC_SEX, that the site profile gives")
	case !usesList && c.List != "":
		d.fault(p.key("list"), `is for the decoders "code->name" and "name->code": name one in decode`)
	}
}

// verifyTokens notes raw values that would mean two things.
func (d *document) verifyTokens(p path, c Column) {
	meaning := map[string]string{}
	for _, list := range []struct {
		key    string
		tokens []string
	}{{"missing", c.Missing}, {"true", c.True}, {"false", c.False}} {
		for i, token := range list.tokens {
			if other, ok := meaning[token]; ok && other != list.key {
				d.fault(p.key(list.key).index(i), "%q is also in %s", token, other)
			}
			meaning[token] = list.key
		}
	}
}
