package records

import (
	"cmp"
	"slices"

	"handoff/schema"
)

const (
	// maxReasons is how many reasons are told apart: a model may name another one
	// for each record.
	maxReasons = 100
	// maxReasonText is how many characters of an error are kept.
	maxReasonText = 500
)

// A Reason is why records were rejected, or why calls of predict failed. It
// holds no value of a patient.
type Reason struct {
	Stage    Stage  `json:"stage"`
	Rule     string `json:"rule"`
	Column   string `json:"column,omitempty"`
	Declared string `json:"declared"` // or what an error says
	Count    int64  `json:"count"`    // records, or calls
	First    string `json:"first"`    // where the first of them lies, or begins
}

// Reasons count why records were rejected, or why calls failed. A record that
// is rejected for several reasons counts for each of them.
type Reasons struct {
	Kinds []Reason `json:"kinds,omitempty"` // the first ones there were, in the order of their first places
	// Others counts, without telling them apart, the reasons that came once
	// there were many kinds.
	Others int64 `json:"others,omitempty"`
}

// Add counts a record, or a call, by its reasons.
func (r *Reasons) Add(why Reject) {
	var counted []Reason
	for _, kind := range kindsOf(why) {
		if !slices.Contains(counted, kind) {
			counted = append(counted, kind)
			r.count(kind, 1, why.Position.String)
		}
	}
}

// kindsOf are a reject's reasons without how many they are and where.
func kindsOf(why Reject) (kinds []Reason) {
	if why.Err != nil {
		text := []rune(schema.Visible(why.Err.Error()))
		if len(text) > maxReasonText {
			text = append(text[:maxReasonText], '…')
		}
		kinds = append(kinds, Reason{Stage: why.Stage, Rule: string(why.Stage), Declared: string(text)})
	}
	for _, v := range why.Violations {
		kinds = append(kinds, Reason{Stage: why.Stage, Rule: string(v.Reason), Column: v.Column, Declared: v.Declared})
	}
	return kinds
}

// Merge counts what was counted of records that come later.
func (r *Reasons) Merge(later Reasons) {
	for _, kind := range later.Kinds {
		n, first := kind.Count, kind.First
		kind.Count, kind.First = 0, ""
		r.count(kind, n, func() string { return first })
	}
	r.Others += later.Others
}

func (r *Reasons) count(kind Reason, n int64, first func() string) {
	i := slices.IndexFunc(r.Kinds, func(o Reason) bool {
		o.Count, o.First = 0, ""
		return o == kind
	})
	switch {
	case i >= 0:
		r.Kinds[i].Count += n
	case len(r.Kinds) < maxReasons:
		kind.Count, kind.First = n, first()
		r.Kinds = append(r.Kinds, kind)
	default:
		r.Others += n
	}
}

// MostFrequent are the kinds, the most frequent first and of equally frequent
// ones that which came first; never nil.
func (r Reasons) MostFrequent() []Reason {
	kinds := append([]Reason{}, r.Kinds...)
	slices.SortStableFunc(kinds, func(a, b Reason) int { return cmp.Compare(b.Count, a.Count) })
	return kinds
}

// Total is how many reasons were counted.
func (r Reasons) Total() int64 {
	n := r.Others
	for _, kind := range r.Kinds {
		n += kind.Count
	}
	return n
}
