package check

import (
	"slices"
	"testing"

	"handoff/schema"
)

// The forms of a photograph are read from predict's own documentation and
// from what is asked of its arguments, a tensor's only where its pixels are told.
func TestForms(t *testing.T) {
	tests := map[string]struct {
		text string
		want []given
	}{
		"documented":  {"def predict(x):\n    \"\"\"Score one.\n\n    x : bytes or PIL.Image\n    \"\"\"\n", []given{{form: schema.FormPIL}}},
		"asked":       {"def predict(x):\n    return inner(x)\n\ndef inner(y):\n    return isinstance(y, (bytes, Image.Image))\n", []given{{form: schema.FormPIL}}},
		"pixels":      {"def predict(x):\n    \"\"\"Score a uint8 tensor.\"\"\"\n", []given{{schema.FormTensor, "uint8"}}},
		"prepared":    {"def predict(x):\n    \"\"\"Score a normalised tensor, from 0 to 1.\"\"\"\n", nil},
		"last":        {"def predict(x):\n    \"\"\"Score a uint8 tensor, channels last.\"\"\"\n", nil},
		"returned":    {"def predict(x):\n    \"\"\"Score.\n\n    Returns\n    -------\n    uint8 tensor\n    \"\"\"\n", nil},
		"of another":  {"def predict(x):\n    return isinstance(x.mask, Image.Image)\n", nil},
		"not reached": {"def predict(x):\n    pass\n\ndef other(x):\n    return isinstance(x, Image.Image)\n", nil},
	}
	c := &schema.Contract{Predict: schema.Predict{Call: "m:predict", Form: schema.FormBytes}, Image: &schema.Image{}}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			facts, err := readForms(t.Context(), plain{t}, c, &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(test.text)}}})
			if err != nil {
				t.Fatal(err)
			}
			if got := facts.others(c); !slices.Equal(got, test.want) {
				t.Errorf("forms %v, want %v", got, test.want)
			}
		})
	}
}
