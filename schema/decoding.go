package schema

import (
	"fmt"
	"slices"

	"handoff/epic"
)

// Decoding is how the column's raw values are decoded at a site. The profile
// may be nil; then an error says what of the column only a profile can tell.
func (c Column) Decoding(profile *Profile) (epic.Options, error) {
	o := epic.Options{
		Decode: c.Decode, Want: c.Wants(), Missing: c.Missing, True: c.True, False: c.False, NullIs: c.NullIs,
		Zone: c.clock(), Ambiguous: c.Ambiguous, Nonexistent: c.Nonexistent, Comparator: c.Comparator,
		Unreadable: c.Unreadable, Unit: c.Unit, ListName: c.List, Unknown: c.Unknown, Fillers: epic.Fillers,
	}
	for _, l := range c.Levels {
		o.Levels = append(o.Levels, l.String())
	}
	if profile != nil {
		o.SiteMissing, o.List = profile.Missing, profile.Lists[c.List]
		if profile.Fillers != nil {
			o.Fillers = profile.Fillers
		}
		if epic.UsesList(c.Decode) && o.List == nil {
			return o, fmt.Errorf("column %q: %s has no list %q: add [lists.%s] with the codes and names", c.Name, profile.Path, c.List, c.List)
		}
	}
	if o.Zone != SiteZone {
		return o, nil
	}
	if profile == nil {
		return o, fmt.Errorf("column %q: zone = %q: %w", c.Name, SiteZone, ErrNoProfile)
	}
	if profile.Zone == "" {
		return o, fmt.Errorf("column %q: zone = %q: %s names no zone: add zone = \"America/Chicago\", or another", c.Name, SiteZone, profile.Path)
	}
	o.Zone = profile.Zone
	return o, nil
}

// clock is the zone of the clock that times without an offset were read from,
// "" where it is not known.
func (c Column) clock() string {
	if c.Zone == "" {
		return c.DType.Zone
	}
	return c.Zone
}

// Wants is the kind of value that the column's dtype is made of.
func (c Column) Wants() epic.Kind {
	switch d := c.DType; {
	case d.IsInteger(), d.Kind == Category && len(c.Levels) > 0 && c.Levels[0].IsInt:
		return epic.Int
	case d.IsFloat():
		return epic.Float
	case d.Kind == Bool:
		return epic.Bool
	case d.Kind == Date:
		return epic.Day
	case d.Kind == Datetime:
		return epic.Wall
	case d.Kind == Timedelta:
		return epic.Span
	}
	return epic.Text
}

// takes tells whether the column's dtype can be made of a kind of value that
// decoders give.
func (c Column) takes(k epic.Kind) bool {
	switch k {
	case epic.Text:
		return true
	case epic.Int, epic.Float:
		return slices.Contains([]epic.Kind{epic.Int, epic.Float, epic.Bool}, c.Wants()) || c.DType.Kind == Str || c.DType.Kind == Category
	case epic.Bool:
		return c.DType.IsInteger() || c.DType.IsFloat() || c.DType.Kind == Bool
	case epic.Instant:
		return c.DType.Kind == Datetime
	}
	return c.DType.Kind == Date || c.DType.Kind == Datetime
}

var kindNames = map[epic.Kind]string{
	epic.Int: "numbers", epic.Float: "numbers", epic.Bool: "flags",
	epic.Day: "dates", epic.Wall: "times", epic.Instant: "times",
}
