package check

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// takesImages is the reason why photographs cannot be asked about, as a
// [notRun], or nil.
func (s *subject) takesImages() error {
	if s.contract.Image == nil {
		return notRun("the model takes no images: the contract has no [image]")
	}
	return nil
}

// comparesImages is the same for rules that compare scores.
func (s *subject) comparesImages() error {
	if err := s.takesImages(); err != nil {
		return err
	}
	return s.steady()
}

// edited is the sample with another file in place of each of its photographs.
// Where that cannot be made, its error is a [notRun]. The caller releases it.
func (s *sample) edited(change edit) (*sample, error) {
	at := s.record.Schema().FieldIndices(schema.ImageColumn)
	files, ok := s.record.Column(at[0]).(*array.Binary)
	if !ok {
		return nil, fmt.Errorf("column %q of an image model is no binary", schema.ImageColumn)
	}
	builder := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
	defer builder.Release()
	for i := range files.Len() {
		file, err := change(files.Value(i))
		if err != nil {
			return nil, notRun(fmt.Sprintf("row %d of %s cannot be varied: %v", i, s.from, err))
		}
		builder.Append(file)
	}
	return s.withField(s.record.Schema().Field(at[0]), builder.NewArray()), nil
}

// always is the edit that puts a file in the photograph's place.
func always(file []byte) edit { return func([]byte) ([]byte, error) { return file, nil } }

// callEdited calls with a sample's photographs, each changed, as the model is
// to be asked: what the contract says of such files is for the rule to tell.
func (s *subject) callEdited(ctx context.Context, on *sample, g given, what string, change edit) (*call, error) {
	variant, err := on.edited(change)
	if err != nil {
		return nil, err
	}
	variant.given = g
	return s.provoke(ctx, what+" given as "+s.formOf(g), variant)
}

// inEachForm asks a probe of each form in which the model takes a photograph,
// until one shows the fault.
func (s *subject) inEachForm(ctx context.Context, of func(given) probe) (*trial, given, error) {
	for _, g := range append([]given{{}}, s.taken...) {
		if t, err := s.demonstrate(ctx, of(g)); t != nil || err != nil {
			return t, g, err
		}
	}
	return nil, given{}, nil
}

// isForm tells whether g is a form, be it the contract's own.
func (s *subject) isForm(g given, form schema.Form) bool {
	return g.form == form || g == given{} && s.contract.Predict.Form == form
}
