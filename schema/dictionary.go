package schema

import (
	"fmt"
	"strings"

	"handoff/epic"
)

// A Dictionary is a contract as a data dictionary: what predict takes and gives,
// for people and for other programs.
type Dictionary struct {
	Model   string        `json:"model"`
	Form    Form          `json:"form"`
	Keys    []string      `json:"keys,omitempty"`
	Columns []ColumnEntry `json:"columns"`
	Outputs []Output      `json:"outputs"`
}

// A ColumnEntry is a column of a dictionary.
type ColumnEntry struct {
	Name        string       `json:"name"`
	Header      string       `json:"header"` // in record files
	DType       string       `json:"dtype"`
	InFrame     string       `json:"in_frame"` // see [Contract.InFrame]
	Required    bool         `json:"required"` // must the column be there
	Nullable    bool         `json:"nullable"` // may a value be missing
	Null        Null         `json:"null,omitempty"`
	Source      string       `json:"source,omitempty"`
	Epic        *epic.Source `json:"epic,omitempty"` // the source, where it names a table's column
	Derivation  string       `json:"derivation,omitempty"`
	Decoding    []string     `json:"decoding,omitempty"` // a sentence each
	Unit        string       `json:"unit,omitempty"`
	Range       []Bound      `json:"range,omitempty"`
	Levels      []Level      `json:"levels,omitempty"`
	Description string       `json:"description,omitempty"`
}

// Dictionary makes the contract's data dictionary.
func (c *Contract) Dictionary() Dictionary {
	d := Dictionary{Model: c.Model.Name, Form: c.Predict.Form, Keys: c.Predict.Keys, Columns: []ColumnEntry{}, Outputs: c.Outputs}
	for _, col := range c.Columns {
		d.Columns = append(d.Columns, c.entry(col))
	}
	return d
}

func (c *Contract) entry(col Column) ColumnEntry {
	e := ColumnEntry{
		Name: col.Name, Header: col.Header(), DType: col.DType.String(), InFrame: c.InFrame(col),
		Required: col.IsRequired(), Nullable: col.Nullable, Source: col.Source, Derivation: col.Derivation,
		Decoding: col.decodingInWords(), Unit: col.Unit, Range: col.Range, Levels: col.Levels, Description: col.Description,
	}
	if col.Nullable {
		e.Null = col.NullValue()
	}
	if source, ok := epic.ParseSource(col.Source); ok {
		e.Epic, e.Source = &source, source.String()
	}
	return e
}

// InFrame is the dtype that predict sees: of pandas for a DataFrame, of the
// cells for an array or a tensor, and the contract's own where a value is
// plain Python.
func (c *Contract) InFrame(col Column) string {
	switch c.Predict.Form {
	case FormDataFrame:
		return col.PandasDType()
	case FormArray, FormTensor:
		return c.Predict.DType
	}
	return col.DType.String()
}

// decodingInWords is how a raw value becomes the column's.
func (c Column) decodingInWords() (words []string) {
	say := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	if len(c.Decode) > 0 {
		say("%s", strings.Join(c.Decode, ", "))
	}
	if c.List != "" {
		say("list %s", c.List)
	}
	for _, tokens := range []struct {
		what string
		list []string
	}{{"missing", c.Missing}, {"true", c.True}, {"false", c.False}} {
		if len(tokens.list) > 0 {
			say("%s: %s", tokens.what, strings.ReplaceAll(quotedList(tokens.list), " or ", ", "))
		}
	}
	if c.NullIs != nil {
		say("missing is %v", *c.NullIs)
	}
	if zone := c.clock(); zone != "" {
		say("clock of %s", zone)
	}
	for _, policy := range []struct{ what, word string }{
		{"comparator", c.Comparator}, {"unreadable", c.Unreadable}, {"an hour that occurs twice", c.Ambiguous},
		{"an hour that is skipped", c.Nonexistent}, {"unknown", c.Unknown},
	} {
		if policy.word != "" {
			say("%s: %s", policy.what, policy.word)
		}
	}
	return words
}
