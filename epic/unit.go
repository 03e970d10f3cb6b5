package epic

// scale converts a unit by a factor. Factors are exact: one pound is
// 0.45359237 kg and sixteen ounces, one inch is 2.54 cm (international yard
// and pound agreement, 1959).
func scale(name string, factor float64) func(Options) step {
	expected := &Error{name, "a number: put the decoder \"number\" before it where values are not plain"}
	return plain(func(v Value) (Value, error) {
		return convert(v, expected, func(x float64) float64 { return x * factor })
	})
}

var errFahrenheit = &Error{"F->C", "a number"}

func fahrenheit(v Value) (Value, error) {
	return convert(v, errFahrenheit, func(x float64) float64 { return (x - 32) * 5 / 9 })
}

func convert(v Value, expected *Error, f func(float64) float64) (Value, error) {
	v, err := numberReader(v)
	if err != nil {
		return Value{}, expected
	}
	x, ok := v.AsFloat()
	if !ok {
		return Value{}, expected
	}
	return OfFloat(f(x)), nil
}
