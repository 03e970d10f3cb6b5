package check

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"

	"handoff/schema"
	"handoff/wrapper"
)

// maxAround is how many failures of the documented call are worked round, one
// behind the other: a model that always finds another has been shown enough.
const maxAround = 12

// aroundCall looks for a call that is answered behind the documented one,
// which failed, and tells whether there is one.
func aroundCall(ctx context.Context, s *subject) (bool, error) {
	went, err := s.workedRound(ctx)
	if went || err != nil {
		return went, err
	}
	return s.stoodIn(ctx)
}

// workedRound makes the documented call again and again, each time with what
// it failed for worked round, until it is answered.
func (s *subject) workedRound(ctx context.Context) (bool, error) {
	failing := s.base
	for range maxAround {
		w, c, err := s.wayAround(ctx, failing)
		if c == nil || err != nil {
			return false, err
		}
		s.around, s.calls = append(slices.Clip(s.around), w), append(s.calls, c)
		if !c.failed() {
			s.onward = c
			return true, nil
		}
		failing = c
	}
	return false, nil
}

// start is the sample that further calls begin with: the documented one, or
// what was answered behind it.
func (s *subject) start() *sample {
	if c := s.answered(); c != nil {
		return c.asked
	}
	return s.base.asked
}

// answered is the documented call, or, where it failed, the one behind it
// that did not; nil where none was answered.
func (s *subject) answered() *call {
	for _, c := range []*call{s.base, s.onward} {
		if c != nil && c.err == nil {
			return c
		}
	}
	return nil
}

// wayAround finds what a failing call needs to get further, and the call made
// with that; no call where there is no way.
func (s *subject) wayAround(ctx context.Context, failing *call) (*workaround, *call, error) {
	raised := failing.raised()
	if raised == nil || isExit(raised) {
		return nil, nil, nil
	}
	if s.missesFile(raised) {
		if w, c, err := s.provided(ctx, failing); c != nil || err != nil {
			return w, c, err
		}
	}
	if name := s.absent(raised); name != "" {
		return s.supply(ctx, failing, name)
	}
	about, err := s.causeOf(ctx, failing)
	if err != nil {
		return nil, nil, err
	}
	var ways []*workaround
	for _, a := range about.nulls {
		ways = append(ways, filling(a.columns))
	}
	for _, a := range about.dtypes {
		if w := a.retyping(); w != nil {
			ways = append(ways, w)
		}
	}
	return s.firstAnswered(ctx, ways)
}

// provided is the call of a model that was loaded once more with what a
// failing call is for the want of, where that then fails no more as it did.
func (s *subject) provided(ctx context.Context, failing *call) (*workaround, *call, error) {
	inCheckout := s.checkout != nil
	w, err := s.provide(ctx, failing.raised())
	if w == nil || err != nil {
		return nil, nil, err
	}
	c, err := s.tried(ctx, w)
	if c == nil || err != nil {
		return nil, nil, err
	}
	if t := raisedBy(c); t == nil || t.key != raisedBy(failing).key {
		return w, c, nil
	}
	c.release()
	if inCheckout {
		return nil, nil, nil
	}
	return nil, nil, s.leaveCheckout(ctx)
}

// firstAnswered gives the first of some ways that leads to an answer.
func (s *subject) firstAnswered(ctx context.Context, ways []*workaround) (*workaround, *call, error) {
	for _, w := range ways {
		c, err := s.tried(ctx, w)
		if c == nil || err != nil || !c.failed() {
			return w, c, err
		}
		c.release()
	}
	return nil, nil, nil
}

// tried is the documented call with one more workaround, kept from what rules
// look at: if it does not help, what it shows is no fault of the model's. It
// is nil where no more calls are to be made.
func (s *subject) tried(ctx context.Context, w *workaround) (*call, error) {
	calls, around := s.calls, s.around
	defer func() { s.calls, s.around = calls, around }()
	s.around = append(slices.Clip(around), w)
	c, err := s.call(ctx, s.base.what, s.base.asked.copy())
	var reason notRun
	if errors.As(err, &reason) {
		return nil, nil
	}
	if err == nil {
		err = s.inPublic(ctx, c)
	}
	return c, err
}

// absent is the column that a call failed for want of, where the contract
// does not declare it; "" where that is not certain.
func (s *subject) absent(raised *wrapper.Exception) string {
	if name := s.missingColumn(raised); name != "" {
		return name
	}
	for _, r := range s.columns.Reads { // as a model says it that looks for itself
		if regexp.MustCompile(`(^|\W)` + regexp.QuoteMeta(r.Column) + `(\W|$)`).MatchString(raised.Message) {
			return r.Column
		}
	}
	return ""
}

// supply finds with which values of a column a failing call gets further. A
// call that fails elsewhere with every kind of value does so for another
// reason; one that does with some may have been given the wrong ones.
func (s *subject) supply(ctx context.Context, failing *call, name string) (way *workaround, furthest *call, err error) {
	everywhere := ""
	for _, w := range s.supplies(name) {
		c, err := s.tried(ctx, w)
		if c == nil || err != nil || c.ended() {
			release(c, furthest)
			return w, nil, err
		}
		if !c.failed() || s.wants(c, name) {
			release(furthest)
			return w, c, nil
		}
		switch key := raisedBy(c).key; {
		case key == raisedBy(failing).key, furthest != nil && key != everywhere:
			release(c, furthest)
			return w, nil, nil
		case furthest == nil:
			way, furthest, everywhere = w, c, key
		default:
			release(c)
		}
	}
	return way, furthest, nil
}

// wants tells whether a call fails for want of another column than name.
func (s *subject) wants(c *call, name string) bool {
	another := s.absent(c.raised())
	return another != "" && another != name
}

func release(calls ...*call) {
	for _, c := range calls {
		if c != nil {
			c.release()
		}
	}
}

// supplies are the ways to supply a column: as the one that it looks like, or
// with one value in every row, of the dtype that documents tell first.
func (s *subject) supplies(name string) []*workaround {
	if meant := s.meant(name); meant != "" {
		return []*workaround{copying(name, meant)}
	}
	kinds := []schema.Kind{schema.Float64, schema.Str, schema.Datetime}
	for _, e := range s.entriesOf(name) {
		if d, err := schema.ParseDType(e.DType); err == nil && d.Kind != schema.List {
			kinds = append([]schema.Kind{d.Kind}, kinds...)
		} else if family := families[e.DType]; family != nil {
			kinds = append([]schema.Kind{family[len(family)-1]}, kinds...)
		}
	}
	var ways []*workaround
	for _, kind := range kinds {
		ways = append(ways, supplying(schema.Column{Name: name, DType: schema.DType{Kind: kind}}))
	}
	return ways
}

// supplying puts a column of one value into every sample.
func supplying(c schema.Column) *workaround {
	return &workaround{supplies: c.Name, change: func(on *sample) (*sample, error) {
		if on.record.Schema().HasField(c.Name) {
			return nil, nil
		}
		values, err := repeated(c, int(on.record.NumRows()))
		if err != nil {
			return nil, err
		}
		return on.withColumn(c, values), nil
	}}
}

// repeated are rows of the one value of a column that most models will take.
func repeated(c schema.Column, rows int) (arrow.Array, error) {
	text := "1"
	if c.DType.Kind == schema.Bool || c.DType.IsTime() || c.DType.Kind == schema.Date || c.DType.Kind == schema.Category {
		text = cell(c, 0, 1)
	}
	return generateColumn(c, c.Arrow().Type, rows, []string{text})
}

// copying gives the values of a column under another name as well.
func copying(name, from string) *workaround {
	return &workaround{says: fmt.Sprintf("column %q was supplied from %q", name, from), change: func(on *sample) (*sample, error) {
		at := on.record.Schema().FieldIndices(from)
		if len(at) == 0 || on.record.Schema().HasField(name) {
			return nil, nil
		}
		field, values := on.record.Schema().Field(at[0]), on.record.Column(at[0])
		c, err := schema.ColumnOf(field)
		if err != nil {
			return nil, err
		}
		values.Retain()
		c.Name = name
		return on.withColumn(c, values), nil
	}}
}

// filling puts a value in place of those that columns lack.
func filling(columns []string) *workaround {
	return &workaround{says: fmt.Sprintf("missing values of %s were filled", listed(columns)), columns: columns, change: func(on *sample) (*sample, error) {
		lacking := on.those(columns, func(_ schema.Column, values arrow.Array) bool { return lacksAny(values) })
		if len(lacking) == 0 {
			return nil, nil
		}
		return on.changed(lacking, filledAlike)
	}}
}

// filledAlike is [filled] with the same value whatever the other rows hold.
func filledAlike(c schema.Column, values arrow.Array) (schema.Column, arrow.Array, error) {
	texts := make([]string, values.Len())
	for row := range texts {
		texts[row] = values.ValueStr(row)
		if lacks(values, row) {
			texts[row] = cell(c, 0, 1)
		}
	}
	made, err := generateColumn(c, c.Arrow().Type, len(texts), texts)
	return c, made, err
}

// retyping gives columns in the dtype in which the call of a cause was
// answered. nil where that depends on the rows.
func (a asked) retyping() *workaround {
	c, values, err := a.trial.calls[0].asked.column(a.columns[0])
	if _, isDictionary := values.(*array.Dictionary); err != nil || isDictionary {
		return nil
	}
	kind := c.DType.Kind
	return &workaround{says: fmt.Sprintf("%s came as %s", named(a.columns), kind), columns: a.columns, change: func(on *sample) (*sample, error) {
		other := on.those(a.columns, func(c schema.Column, values arrow.Array) bool {
			_, ok := as(c, values, kind)
			return ok
		})
		if len(other) == 0 {
			return nil, nil
		}
		return on.changed(other, in(kind))
	}}
}

// those are the columns of a sample, of some, that satisfy a condition.
func (s *sample) those(columns []string, satisfy func(schema.Column, arrow.Array) bool) []string {
	var names []string
	for _, name := range columns {
		if c, values, err := s.column(name); err == nil && satisfy(c, values) {
			names = append(names, name)
		}
	}
	return names
}
