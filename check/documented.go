package check

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"handoff/schema"
)

// A document is a text of the authors' that may tell of the columns, as
// py/documents.py reads it.
type document struct {
	// Kind is predict, transform, class, module, package, referred (named by
	// one of these), elsewhere (another docstring that tells of several
	// columns) or readme.
	Kind      string        `json:"kind"`
	Path      string        `json:"path"`
	Name      string        `json:"name"`
	Line      int           `json:"line"`
	There     bool          `json:"there"`     // false for a function without docstring
	Signature []string      `json:"signature"` // of a function: its parameters
	Entries   []columnEntry `json:"entries"`
	General   struct {      // what is said of all columns at once
		DType    bool `json:"dtype"`
		Optional bool `json:"optional"`
		Source   bool `json:"source"`
	} `json:"general"`
	Duties []string `json:"duties"` // sentences that ask the caller to prepare the input
}

// A columnEntry is one place of a document that tells of something by name,
// perhaps of a column.
type columnEntry struct {
	Columns []string `json:"columns"`
	Line    int      `json:"line"`
	Group   string   `json:"group"` // the list or table that it is part of
	DType   string   `json:"dtype"` // a dtype, or a family of them such as "int"; "" where none is said
	// DTypeCertain and OptionalCertain tell a promise from words that only
	// let one guess.
	DTypeCertain    bool   `json:"dtypeCertain"`
	Optional        *bool  `json:"optional"` // nil where nothing is said
	OptionalCertain bool   `json:"optionalCertain"`
	Source          string `json:"source"`
	Text            string `json:"text"`
}

// readDocuments reads the docstrings that predict is documented by, and the
// project's README and docs.
func (s *subject) readDocuments(ctx context.Context, host scripter) (err error) {
	texts := []map[string]string{}
	for _, file := range s.documents() {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		texts = append(texts, map[string]string{"path": s.shown(file), "text": string(text)})
	}
	args := map[string]any{
		"modules": s.source.modules, "texts": texts, "declared": s.columnNames(),
		"load": s.contract.Load.Call, "predict": s.contract.Predict.Call, "transform": s.contract.Predict.Transform,
	}
	var answer struct {
		Documents []document `json:"documents"`
	}
	files := append(slices.Clone(readerScripts), "docstring", "tables", "sayings", "documents")
	if err := run(ctx, host, args, &answer, files...); err != nil {
		return fmt.Errorf("reading the docstrings: %w", err)
	}
	s.documented = answer.Documents
	return nil
}

func (s *subject) columnNames() []string {
	names := make([]string, len(s.contract.Columns))
	for i, c := range s.contract.Columns {
		names[i] = c.Name
	}
	return names
}

// documentOf is the document of a kind, where there is one alone.
func (s *subject) documentOf(kind string) *document {
	var found *document
	for i, d := range s.documented {
		if d.Kind != kind {
			continue
		}
		if found != nil {
			return nil
		}
		found = &s.documented[i]
	}
	return found
}

// isPromise tells whether the document is one that a caller of predict goes by.
func (d document) isPromise() bool { return d.Kind != "elsewhere" && d.Kind != "referred" }

// An entryOf is an entry with the document that it stands in.
type entryOf struct {
	columnEntry
	in *document
}

// entriesOf are the entries for a column, those of predict first.
func (s *subject) entriesOf(column string) []entryOf {
	var found []entryOf
	for i, d := range s.documented {
		for _, e := range d.Entries {
			if slices.Contains(e.Columns, column) {
				found = append(found, entryOf{e, &s.documented[i]})
			}
		}
	}
	return found
}

// admits tells whether a column's declared dtype is one of those that
// documents call by their names: dtypes, or families of them.
func admits(said string, c schema.Column, form schema.Form) bool {
	return slices.ContainsFunc(strings.Split(said, " or "), func(name string) bool { return admitsNamed(name, c, form) })
}

// What a document names is what a value is, or what the frame has of it.
func admitsNamed(said string, c schema.Column, form schema.Form) bool {
	framed, err := schema.ParseDType(c.PandasDType())
	return admitsDType(said, c.DType, c.Nullable, form) || form == schema.FormDataFrame && err == nil && admitsDType(said, framed, c.Nullable, form)
}

func admitsDType(said string, d schema.DType, nullable bool, form schema.Form) bool {
	exact, err := schema.ParseDType(said)
	if said == "datetime64" || d.Kind == schema.Datetime && err == nil && exact.Kind == schema.Datetime {
		return d.Kind == schema.Datetime // a zone is rarely told
	}
	if family, ok := families[said]; ok {
		return slices.Contains(family, d.Kind) || isPositional(form) && d.IsFloat() ||
			said == "int" && nullable && d.IsFloat() // as pandas keeps integers of which some are missing
	}
	return err != nil || exact == d
}

// isPositional tells whether predict takes the columns as cells of one dtype.
func isPositional(form schema.Form) bool {
	return form == schema.FormArray || form == schema.FormTensor
}

var integers = []schema.Kind{schema.Int8, schema.Int16, schema.Int32, schema.Int64, schema.Uint8, schema.Uint16, schema.Uint32, schema.Uint64}

var floats = []schema.Kind{schema.Float32, schema.Float64}

// families are the kinds that a word of a docstring can mean. Words that can
// mean anything, such as "object" or "flag", are left out.
var families = map[string][]schema.Kind{
	"int":      integers,
	"float":    floats,
	"number":   slices.Concat(integers, floats),
	"str":      {schema.Str},
	"bool":     {schema.Bool},
	"category": {schema.Category},
	"list":     {schema.List},
	"datetime": {schema.Datetime, schema.Date},
	"date":     {schema.Datetime, schema.Date, schema.Str},
}
