package bridge

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/DataDog/go-python3"
	"github.com/pelletier/go-toml/v2"
)

// A mapping is a dict to be, its keys in order.
type mapping []entry

type entry struct {
	key   any
	value any
}

// value is a new Python object for plain Go data: what TOML, YAML and JSON
// hold, and slices of it. Dates and times become datetime's.
func (py *python) value(v any) (object, error) {
	switch v := v.(type) {
	case nil:
		return python3.Py_None, nil
	case object:
		return v, nil
	case bool:
		return py.bool(v), nil
	case string:
		return py.str(v)
	case []byte:
		return py.bytes(v)
	case float64:
		return py.own(python3.PyFloat_FromDouble(v))
	case mapping:
		return py.dict(v)
	case time.Time, toml.LocalDate, toml.LocalDateTime, toml.LocalTime:
		return py.moment(v)
	}
	return py.reflected(reflect.ValueOf(v))
}

func (py *python) reflected(v reflect.Value) (object, error) {
	switch {
	case v.CanInt():
		return py.own(python3.PyLong_FromLongLong(v.Int()))
	case v.CanUint():
		return py.own(python3.PyLong_FromUnsignedLongLong(v.Uint()))
	case v.Kind() == reflect.Slice:
		return py.list(v)
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		return py.dict(sorted(v))
	}
	return nil, fmt.Errorf("no python object for a Go %s", v.Type())
}

func (py *python) list(v reflect.Value) (object, error) {
	list, err := py.own(python3.PyList_New(v.Len()))
	if err != nil {
		return nil, err
	}
	for i := range v.Len() {
		item, err := py.value(v.Index(i).Interface())
		if err != nil {
			return nil, err
		}
		item.IncRef() // PyList_SetItem takes a reference over
		python3.PyList_SetItem(list, i, item)
	}
	return list, nil
}

func (py *python) dict(m mapping) (object, error) {
	dict, err := py.own(python3.PyDict_New())
	if err != nil {
		return nil, err
	}
	for _, e := range m {
		item, err := py.value(e.value)
		if err != nil {
			return nil, err
		}
		if err := py.setItem(dict, e.key, item); err != nil {
			return nil, err
		}
	}
	return dict, nil
}

// setItem puts an object into a dict.
func (py *python) setItem(dict object, key any, item object) error {
	k, err := py.value(key)
	if err != nil {
		return err
	}
	if python3.PyDict_SetItem(dict, k, item) != 0 {
		return errRaised
	}
	return nil
}

// sorted are a map's entries by key.
func sorted(v reflect.Value) mapping {
	m := make(mapping, 0, v.Len())
	for key, value := range v.Seq2() {
		m = append(m, entry{key.String(), value.Interface()})
	}
	slices.SortFunc(m, func(a, b entry) int { return strings.Compare(a.key.(string), b.key.(string)) })
	return m
}

// moment is a datetime.date, time or datetime, by way of their ISO 8601 text.
func (py *python) moment(v any) (object, error) {
	class, text := "datetime", ""
	switch v := v.(type) {
	case time.Time:
		text = v.Format("2006-01-02T15:04:05.000000-07:00")
	case toml.LocalDateTime:
		text = v.AsTime(time.UTC).Format("2006-01-02T15:04:05.000000")
	case toml.LocalDate:
		class, text = "date", v.String()
	case toml.LocalTime:
		class, text = "time", fmt.Sprintf("%02d:%02d:%02d.%06d", v.Hour, v.Minute, v.Second, v.Nanosecond/1000)
	}
	module, err := py.own(python3.PyImport_ImportModule("datetime"))
	if err != nil {
		return nil, err
	}
	of, err := py.attr(module, class)
	if err != nil {
		return nil, err
	}
	return py.method(of, "fromisoformat", text)
}
