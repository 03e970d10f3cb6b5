package records

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
)

// As pandas.read_csv has it, a zero keeps its sign as a float and has none as a
// whole number, however it is written.
func TestZeroKeepsItsSignAsAFloatAlone(t *testing.T) {
	zeros := []string{"-0", "-00", "-0.0", "-0e3", "-" + strings.Repeat("0", 20)}
	c := contract(t, `"K"`, `name = "K"; dtype = "int64"`, `name = "F"; dtype = "float64"`, `name = "G"; dtype = "float32"`, `name = "D"; dtype = "float64"; decode = ["number"]`)
	text := "K,F,G,D\n"
	for _, zero := range zeros {
		key := zero
		if strings.Contains(zero, "e") {
			key = "-0" // no key has an exponent
		}
		text += fmt.Sprintf("%[2]s,%[1]s,%[1]s,%[1]s\n", zero, key)
	}
	b := only(t, c, "x.csv", text)
	if len(b.Rejects) > 0 {
		t.Fatalf("got rejects: %v", b.Rejects)
	}
	for i, zero := range zeros {
		if k, n := b.Keys.Column(0).ValueStr(i), b.Record.Column(0).ValueStr(i); k != "0" || n != "0" {
			t.Errorf("%s: got key %s and integer %s", zero, k, n)
		}
		f, g, d := b.Record.Column(1).(*array.Float64).Value(i), b.Record.Column(2).(*array.Float32).Value(i), b.Record.Column(3).(*array.Float64).Value(i)
		if f != 0 || !math.Signbit(f) || g != 0 || !math.Signbit(float64(g)) || d != 0 || !math.Signbit(d) {
			t.Errorf("%s: got %v, %v and %v", zero, f, g, d)
		}
	}
}
