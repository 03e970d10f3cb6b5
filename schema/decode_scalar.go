package schema

import (
	"encoding"
	"fmt"
	"reflect"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// decodeSpecial reads types that know their own TOML; it reports whether it did.
func decodeSpecial(v any, into reflect.Value) (bool, error) {
	switch to := into.Addr().Interface().(type) {
	case tomlValue:
		return true, to.setTOML(v)
	case *time.Time:
		date, ok := v.(toml.LocalDate)
		*to = date.AsTime(time.UTC)
		return true, wrongType(ok, "a date, such as 2027-06-30, without quotes", v)
	case encoding.TextUnmarshaler:
		text, ok := v.(string)
		if !ok {
			return true, wrongType(ok, "text in quotes", v)
		}
		return true, to.UnmarshalText([]byte(text))
	}
	return false, nil
}

func decodeScalar(v any, into reflect.Value) error {
	switch into.Kind() {
	case reflect.String:
		text, ok := v.(string)
		into.SetString(text)
		return wrongType(ok, "text in quotes", v)
	case reflect.Bool:
		b, ok := v.(bool)
		into.SetBool(b)
		return wrongType(ok, "true or false", v)
	case reflect.Int:
		i, ok := v.(int64)
		into.SetInt(i)
		return wrongType(ok, "a whole number", v)
	case reflect.Float64:
		f, ok := number(v)
		into.SetFloat(f)
		return wrongType(ok, "a number", v)
	}
	panic(fmt.Sprintf("schema: no contract holds a %v", into.Type()))
}

func number(v any) (float64, bool) {
	if i, ok := v.(int64); ok {
		return float64(i), true
	}
	f, ok := v.(float64)
	return f, ok
}
