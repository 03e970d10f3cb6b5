package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A tomlValue reads itself from a TOML value of a kind of its own choosing.
type tomlValue interface{ setTOML(v any) error }

// A defaulter has values where the contract says nothing.
type defaulter interface{ setDefaults() }

// A shorthand is a table that may be written as one text.
type shorthand interface{ setText(s string) }

// decode sets into from the TOML value at p and notes every fault on the way.
// It exists beside go-toml's own decoding, which stops at the first wrong type.
func (d *document) decode(p path, v any, into reflect.Value) {
	if special, err := decodeSpecial(v, into); special {
		if err != nil {
			d.fault(p, "%v", err)
		}
		return
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.decode(p, v, into.Elem())
	case reflect.Struct:
		d.decodeStruct(p, v, into)
	case reflect.Slice:
		d.decodeSlice(p, v, into)
	case reflect.Map:
		d.decodeMap(p, v, into)
	case reflect.Interface:
		into.Set(reflect.ValueOf(v))
		d.refuseTimes(p, v)
	default:
		if err := decodeScalar(v, into); err != nil {
			d.fault(p, "%v", err)
		}
	}
}

func (d *document) decodeStruct(p path, v any, into reflect.Value) {
	d.setLine(p, into)
	if s, ok := into.Addr().Interface().(defaulter); ok {
		s.setDefaults()
	}
	if short, ok := into.Addr().Interface().(shorthand); ok {
		if text, ok := v.(string); ok {
			short.setText(text)
			return
		}
	}
	table, ok := v.(map[string]any)
	if !ok {
		d.fault(p, "%v", wrongType(ok, "a table", v))
		d.forgive(p, slices.Collect(maps.Keys(fieldsByKey(into)))...)
		return
	}
	d.decodeFields(p, table, into)
}

func (d *document) decodeFields(p path, table map[string]any, into reflect.Value) {
	fields := fieldsByKey(into)
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if field, ok := fields[key]; ok {
			d.decode(p.key(key), table[key], field)
		} else {
			d.unknownKey(p, key, slices.Sorted(maps.Keys(fields)))
		}
	}
}

// fieldsByKey gives a struct's fields by their TOML keys.
func fieldsByKey(v reflect.Value) map[string]reflect.Value {
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		if key := v.Type().Field(i).Tag.Get("toml"); key != "" && key != "-" {
			fields[key] = v.Field(i)
		}
	}
	return fields
}

func (d *document) unknownKey(p path, key string, known []string) {
	hint := "the keys here are " + strings.Join(known, ", ")
	if near := Nearest(key, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
		if !d.has(p.key(near)) {
			d.forgive(p, near)
		}
	}
	label := d.label(p)
	d.add(d.keyOffset(p.key(key)), fmt.Sprintf("%sunknown key %q: %s", label, key, hint))
}

// forgive keeps keys that could not be read from being called missing.
func (d *document) forgive(p path, keys ...string) {
	for _, key := range keys {
		d.bad[p.key(key)] = true
	}
}

// setLine sets a struct's Line, where it has one.
func (d *document) setLine(p path, into reflect.Value) {
	if line := into.FieldByName("Line"); line.IsValid() {
		line.SetInt(int64(d.line(p)))
	}
}

func (d *document) decodeSlice(p path, v any, into reflect.Value) {
	items, ok := v.([]any)
	if !ok {
		d.fault(p, "%v", wrongType(ok, "a list", v))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		d.decode(p.index(i), item, into.Index(i))
	}
}

func (d *document) decodeMap(p path, v any, into reflect.Value) {
	table, ok := v.(map[string]any)
	if !ok {
		d.fault(p, "%v", wrongType(ok, "a table", v))
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, key := range slices.Sorted(maps.Keys(table)) {
		item := reflect.New(into.Type().Elem()).Elem()
		d.decode(p.key(key), table[key], item)
		into.SetMapIndex(reflect.ValueOf(key), item)
	}
}

// refuseTimes notes dates and times among constants: they have no one
// counterpart in Python.
func (d *document) refuseTimes(p path, v any) {
	switch v := v.(type) {
	case string, bool, int64, float64:
	case []any:
		for i, item := range v {
			d.refuseTimes(p.index(i), item)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			d.refuseTimes(p.key(key), v[key])
		}
	default:
		d.fault(p, "a date or time cannot be passed: write it as text")
	}
}
