package epic

import "testing"

func TestCheckUnits(t *testing.T) {
	for _, c := range []struct {
		decode []string
		unit   string
		ok     bool
	}{
		{[]string{"number", "oz->kg"}, "kg", true},
		{[]string{"number", "oz->kg"}, "", true},
		{[]string{"number", "oz->kg"}, "Kilograms", true},
		{[]string{"oz->kg"}, "kg (dry)", true}, // not one that decoders know
		{[]string{"oz->kg"}, "lb", false},
		{[]string{"oz->kg"}, "oz", false},
		{[]string{"F->C"}, "°C", true},
		{[]string{"F->C"}, "degF", false},
		{[]string{"feet_inches", "in->cm", "cm->m"}, "m", true},
		{[]string{"feet_inches", "in->cm"}, "m", false},
		{[]string{"in->cm", "oz->kg"}, "", false},
		{[]string{"number"}, "kg", true},
		{nil, "kg", true},
	} {
		if err := CheckUnits(c.decode, c.unit); (err == nil) != c.ok {
			t.Errorf("%v in %q: got %v", c.decode, c.unit, err)
		}
	}
}
