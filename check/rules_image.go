package check

import (
	"context"
	"fmt"
	"regexp"

	"handoff/schema"
)

// notFollowed is why a rule about what predict is given may not be asked.
const notFollowed = "the source does not show what becomes of what predict is given"

// tensorOnlyInput finds a predict that takes a tensor and nothing else.
//
// Why: whoever calls it must make the tensor as the training code did:
// decode, order the channels or the columns, choose the dtype. Nothing
// refuses one made in another way, and its score is wrong without a word.
//
// Example: def predict(self, pixels): return self.net(pixels[None])
//
// Instead: take the bytes of the JPEG, or the image; columns as a DataFrame,
// or a dict of them by name.
func tensorOnlyInput(_ context.Context, s *subject) ([]Finding, error) {
	if s.contract.Predict.Form != schema.FormTensor {
		return nil, nil
	}
	use := s.input.Tensor
	if use == nil {
		return nil, notRun(notFollowed)
	}
	fix := "take the bytes of the JPEG too, or the image"
	if s.contract.Image == nil {
		fix = "take the columns by name, as a DataFrame or a dict"
	}
	return use.finding(Finding{Message: "predict takes a tensor and nothing else", Declared: `form = "tensor"`,
		Seen: use.What + " takes a tensor alone", Fix: fix}), nil
}

// finding is f at the place of the use; none where that is nowhere.
func (u useOfInput) finding(f Finding) []Finding {
	if u.Path == "" {
		return nil
	}
	f.File, f.Line, f.Offset = u.Path, u.Line, u.Offset
	return []Finding{f}
}

// saysPrepared recognises a column that is not as it was measured. "Scaled" or
// "normalized" alone is no sign: INR is an international normalized ratio.
var saysPrepared = regexp.MustCompile(`(?i)\b((standardi[sz]ed|normali[sz]ed|scaled|cent(er|re)d) (to|by|with|using|between|against|on)|zero mean|unit variance|min-?max|one-hot|pre-?processed)\b`)

// preprocessingNotProvided finds a predict whose network is given the tensor
// or array as it came: nothing on its way resizes, scales or normalises. An
// array of columns is told where a column's own words say that it was scaled.
//
// Why: the preprocessing is part of the model. Written again by the platform
// it will differ a little, and so will the scores.
//
// Example: return self.net(pixels), for a net trained on 224 pixels
// normalised by ImageNet's means.
//
// Instead: hand over the transform, best inside predict; or name it in the
// contract as transform.
func preprocessingNotProvided(_ context.Context, s *subject) ([]Finding, error) {
	form, use := s.contract.Predict.Form, s.input.Unprepared
	if form != schema.FormTensor && form != schema.FormArray {
		return nil, nil
	}
	left, column := "resizing, scaling and normalising", ""
	if s.contract.Image == nil {
		if column = s.preparedColumn(); column == "" {
			return nil, nil
		}
		left = "scaling"
	}
	if use == nil {
		return nil, notRun(notFollowed)
	}
	return use.finding(Finding{Message: "predict leaves " + left + " to its caller", Column: column, Declared: fmt.Sprintf("form = %q", form),
		Seen: use.What + " is given the input as it came", Fix: "do it in predict, or hand over a function for it and name it as transform"}), nil
}

// preparedColumn is the first column that its words call scaled, or "".
func (s *subject) preparedColumn() string {
	for _, c := range s.contract.Columns {
		if saysPrepared.MatchString(c.Derivation) || saysPrepared.MatchString(c.Description) {
			return c.Name
		}
	}
	return ""
}

// transformNotSingle finds an image transform that is spread: no one function
// makes the network's input, but part of it is done in predict itself or in
// the network, and part elsewhere. Decoding, turning and the order of the
// axes are no part of it, nor is making a batch of one.
//
// Why: whoever changes, tests or writes again the transform sees a part of it
// and takes it for the whole.
//
// Example: self.net(transform(image) / 255)
//
// Instead: let one function, such as a torchvision Compose, do all of it.
func transformNotSingle(_ context.Context, s *subject) ([]Finding, error) {
	if err := s.takesImages(); err != nil {
		return nil, err
	}
	steps := s.input.Spread
	switch {
	case steps == nil:
		return nil, notRun(notFollowed)
	case len(steps) < 2:
		return nil, nil
	}
	last := steps[len(steps)-1]
	return last.finding(Finding{Message: fmt.Sprintf("the image is prepared in %d places", len(steps)), Declared: "one transform",
		Seen: places(steps), Fix: "let one function do all of it"}), nil
}

func places(steps []useOfInput) string {
	text := steps[0].String()
	for _, step := range steps[1:] {
		text += ", " + step.String()
	}
	return text
}
