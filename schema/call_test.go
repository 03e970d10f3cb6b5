package schema

import "testing"

func TestRowsPerCall(t *testing.T) {
	for _, c := range []struct {
		image *Image
		want  int64
	}{{nil, 100}, {&Image{}, 100}, {&Image{Batch: 4}, 4}, {&Image{Batch: 200}, 100}} {
		if got := (&Contract{Image: c.image}).RowsPerCall(100); got != c.want {
			t.Errorf("%+v: %d rows, want %d", c.image, got, c.want)
		}
	}
}

func TestCallsEachRow(t *testing.T) {
	for _, c := range []struct {
		form  Form
		image *Image
		want  bool
	}{
		{FormDataFrame, nil, false}, {"", nil, false}, {FormArray, nil, false}, {FormTensor, nil, false},
		{FormRecord, nil, true}, {FormArguments, nil, true},
		{FormBytes, &Image{}, true}, {FormTensor, &Image{}, true}, {FormTensor, &Image{Batch: 1}, false}, {FormPIL, &Image{Batch: 4}, false},
	} {
		if got := (&Contract{Predict: Predict{Form: c.form}, Image: c.image}).CallsEachRow(); got != c.want {
			t.Errorf("form %q, image %+v: %v", c.form, c.image, got)
		}
	}
}
