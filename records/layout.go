package records

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A layout is which columns a stream of records has: those of the contract
// that the input has, then the keys.
type layout struct {
	contract *schema.Contract
	columns  []*column
	headers  []string // of each column, as the contract names it
	keysOnly bool
	cores    func() int // see [Options]
}

// newLayout makes the layout of the input whose first file has these headers.
func newLayout(c *schema.Contract, headers []string, o Options) (*layout, error) {
	l := &layout{contract: c, keysOnly: o.keysOnly, cores: o.Cores}
	err := l.addColumns(headers, o)
	if err != nil {
		l.release()
		return nil, err
	}
	return l, nil
}

func (l *layout) addColumns(headers []string, o Options) (err error) {
	var lacking []string
	if isImageModel(l.contract) && !o.keysOnly {
		err = l.append(newImage(o))
	}
	for _, def := range l.wanted() {
		if l.has(headers, def.Header()) {
			err = errors.Join(err, l.append(newColumn(def, o)))
		} else if def.IsRequired() {
			lacking = append(lacking, def.Header())
		}
	}
	for _, key := range l.contract.Predict.Keys {
		if header := l.keyHeader(key); l.has(headers, header) {
			err = errors.Join(err, l.append(newKey(l.contract, key, o)))
		} else {
			lacking = append(lacking, header)
		}
	}
	if len(lacking) > 0 {
		return l.lacks(lacking, headers)
	}
	return err
}

// wanted are the contract's columns, as far as they are to be read.
func (l *layout) wanted() []schema.Column {
	if l.keysOnly {
		return nil
	}
	return l.contract.Columns
}

func (l *layout) append(c *column, err error) error {
	if err != nil {
		return err
	}
	l.columns = append(l.columns, c)
	header := c.def.Header()
	if c.key {
		header = l.keyHeader(c.def.Name)
	}
	l.headers = append(l.headers, header)
	return nil
}

// keyHeader is the header of a key: that of the column of its name, or its own.
func (l *layout) keyHeader(name string) string {
	if i := columnNamed(l.contract, name); i >= 0 {
		return l.contract.Columns[i].Header()
	}
	return name
}

func (l *layout) has(headers []string, name string) bool {
	return slices.ContainsFunc(headers, l.names(name))
}

// names tells whether a file's header stands for a name of the contract.
func (l *layout) names(name string) func(string) bool {
	return func(header string) bool {
		return header == name || l.contract.Records.Headers == "any-case" && strings.EqualFold(header, name)
	}
}

// lacks says which columns a file lacks, and what could be meant instead.
func (l *layout) lacks(names, headers []string) error {
	names = slices.Compact(names)
	alike, padded := false, false
	for i, name := range names {
		names[i] = fmt.Sprintf("%q", name)
		if j := slices.IndexFunc(headers, func(h string) bool { return looksLike(h, name) }); j >= 0 {
			names[i] += fmt.Sprintf(" (there is %q)", headers[j])
			alike = true
			padded = padded || headers[j] != name && withoutUnseen(headers[j]) == withoutUnseen(name)
		}
	}
	what := "column " + names[0] + " is"
	if n, most := len(names), 8; n > 1 {
		what = "columns " + strings.Join(names[:min(n, most)], ", ")
		if n > most {
			what += fmt.Sprintf(" and %d more", n-most)
		}
		what += " are"
	}
	switch {
	case len(headers) == 1 && strings.ContainsAny(headers[0], "\t|;,"):
		return fmt.Errorf("%s not there, and the header is one column: set the delimiter in [records], or --delimiter", what)
	case padded:
		return fmt.Errorf("%s not there: the header has white space around it or characters that cannot be seen, which are part of it: rename it in the file, or give it as it stands there as field", what)
	case alike:
		return fmt.Errorf("%s not there: set headers = \"any-case\" in [records], or give a column's header as field", what)
	}
	return fmt.Errorf("%s not there among the file's %d: give the header that a column has there as field", what, len(headers))
}

// locate gives, for each column of the layout, its field in a file with these
// headers.
func (l *layout) locate(headers []string) ([]int, error) {
	at := make([]int, len(l.headers))
	for i, name := range l.headers {
		at[i] = slices.Index(headers, name)
		if at[i] < 0 {
			at[i] = slices.IndexFunc(headers, l.names(name))
		}
		if at[i] < 0 {
			return nil, l.lacks([]string{name}, headers)
		}
	}
	if err := distinct(headers); err != nil {
		return nil, err
	}
	if err := l.alike(headers); err != nil {
		return nil, err
	}
	return at, l.others(headers, at)
}

// alike refuses a header that differs from a column's by its case alone, and
// stands beside it or beside another such, or in its place where it may be
// absent: which is meant nobody can tell.
func (l *layout) alike(headers []string) error {
	names := l.declared()
	for _, name := range names {
		var others []string
		for _, h := range headers {
			if looksLike(h, name) && !slices.Contains(names, h) {
				others = append(others, h)
			}
		}
		switch {
		case others == nil:
		case slices.Contains(headers, name):
			return fmt.Errorf("column %q stands there as %q as well: rename or remove one", name, others[0])
		case l.contract.Records.Headers != "any-case":
			return fmt.Errorf("column %q stands there as %q: rename it, give it as field, or set headers = \"any-case\" in [records]", name, others[0])
		case len(others) > 1:
			return fmt.Errorf("column %q stands there as %q and as %q: one must go", name, others[0], others[1])
		}
	}
	return nil
}

// declared are the headers of the contract's columns and of the layout's keys.
func (l *layout) declared() []string {
	names := slices.Clone(l.headers)
	for _, def := range l.contract.Columns {
		names = append(names, def.Header())
	}
	return names
}

// others refuses a column that an earlier file of the input did not have: its
// values would be dropped.
func (l *layout) others(headers []string, at []int) error {
	for _, def := range l.wanted() {
		if i := slices.IndexFunc(headers, l.names(def.Header())); i >= 0 && !slices.Contains(at, i) {
			return fmt.Errorf("column %q is there, but not in the files before: give files of one kind at a time", def.Header())
		}
	}
	return nil
}

// distinct refuses two headers of one name. It comes after the contract's
// columns were found: of a file without a header the first record must not
// be told.
func distinct(headers []string) error {
	seen := make(map[string]int, len(headers))
	for i, h := range headers {
		if j, ok := seen[h]; ok {
			return fmt.Errorf("header %q stands there twice, as columns %d and %d: rename or remove one", h, j+1, i+1)
		}
		seen[h] = i
	}
	if len(headers) == 0 {
		return errors.New("there is no header")
	}
	return nil
}

// schema is that of the batches' records, without the keys.
func (l *layout) schema() *arrow.Schema {
	var fields []arrow.Field
	for _, c := range l.columns {
		if !c.key {
			fields = append(fields, c.field)
		}
	}
	return arrow.NewSchema(fields, nil)
}

func (l *layout) release() {
	for _, c := range l.columns {
		c.out.Release()
	}
}

// isImageModel tells whether the records are images alone.
func isImageModel(c *schema.Contract) bool { return c.Image != nil && len(c.Columns) == 0 }
