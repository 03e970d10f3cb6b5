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
