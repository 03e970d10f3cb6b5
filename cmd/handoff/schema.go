package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"handoff/schema"
)

// dictionaryFormats write a data dictionary.
var dictionaryFormats = map[string]func(io.Writer, schema.Dictionary) error{
	"text": writeDictionaryText, "markdown": writeDictionaryMarkdown, "json": writeDictionaryJSON,
}

// schemaFlags are those of handoff schema.
type schemaFlags struct {
	jsonSchema     bool
	format, output string
}

func newSchema(u ui) *cobra.Command {
	var s schemaFlags
	cmd := &cobra.Command{
		Use:   "schema MODEL_DIR",
		Short: "Print the data dictionary of a contract: what predict takes and gives",
		Long: `Print the data dictionary of a contract: of each column its header in the
records, its dtype, whether it or a value of it may be missing, its range or
levels, its source in Epic, how it is decoded and its unit; and the outputs.

With --json-schema, print the JSON Schema of handoff.toml itself, which lets
an editor complete and check it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if s.jsonSchema {
				return arguments(0, 0)(cmd, args)
			}
			return arguments(1, 1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if s.jsonSchema {
				_, err := u.out.Write(schema.JSONSchema())
				return err
			}
			return s.print(u, args[0])
		},
	}
	f := cmd.Flags()
	f.BoolVar(&s.jsonSchema, "json-schema", false, "print the JSON Schema of handoff.toml")
	f.StringVar(&s.format, "format", "text", "text, markdown or json")
	f.StringVarP(&s.output, "output", "o", "", "file to write to (default stdout)")
	return cmd
}

// print writes the data dictionary of a hand-off.
func (s schemaFlags) print(u ui, dir string) error {
	write, ok := dictionaryFormats[s.format]
	if !ok {
		return fmt.Errorf("--format %q: expected text, markdown or json", s.format)
	}
	if err := mayWrite(s.output, contractPath(dir)); err != nil {
		return err
	}
	c, err := contractOf(dir)
	if err != nil {
		return err
	}
	return u.write(s.output, func(w io.Writer) error { return write(w, c.Dictionary()) })
}

func writeDictionaryJSON(w io.Writer, d schema.Dictionary) error { return writeJSON(w, d) }

func writeDictionaryText(w io.Writer, d schema.Dictionary) error {
	for i, table := range dictionaryTables(d) {
		if i > 0 {
			fmt.Fprintln(w)
		}
		for j, title := range table[0] {
			table[0][j] = strings.ToUpper(title)
		}
		if err := writeTable(w, table); err != nil {
			return err
		}
	}
	return nil
}

func writeDictionaryMarkdown(w io.Writer, d schema.Dictionary) error {
	fmt.Fprintf(w, "# %s\n", d.Model)
	escape := strings.NewReplacer("|", `\|`, "\n", " ")
	for _, table := range dictionaryTables(d) {
		fmt.Fprintln(w)
		for i, row := range table {
			for j := range row {
				row[j] = escape.Replace(row[j])
			}
			fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
			if i == 0 {
				fmt.Fprintf(w, "|%s\n", strings.Repeat(" --- |", len(row)))
			}
		}
	}
	return nil
}

// dictionaryTables are the tables of columns and of outputs, each with its header.
func dictionaryTables(d schema.Dictionary) [2][][]string {
	columns := [][]string{{"column", "header", "dtype", "missing", "values", "source", "decoding", "unit", "description"}}
	for _, key := range keysAlone(d) {
		columns = append(columns, []string{"", key, "", allowed(false), "", "", "", "", "key of a record"})
	}
	for _, c := range d.Columns {
		columns = append(columns, []string{c.Name, c.Header, c.DType, missing(c), values(c.Range, c.Levels), joined(": ", c.Source, c.Derivation),
			strings.Join(c.Decoding, "; "), c.Unit, c.Description})
	}
	outputs := [][]string{{"output", "dtype", "missing", "values", "unit", "description"}}
	for _, o := range d.Outputs {
		outputs = append(outputs, []string{o.Name, o.DType.String(), allowed(o.Nullable), values(o.Range, o.Levels), o.Unit, o.Description})
	}
	return [2][][]string{columns, outputs}
}

// keysAlone are the headers that records have besides those of columns. An
// image's key is its path, and no header.
func keysAlone(d schema.Dictionary) []string {
	return slices.DeleteFunc(slices.Clone(d.Keys), func(key string) bool {
		return len(d.Columns) == 0 || slices.ContainsFunc(d.Columns, func(c schema.ColumnEntry) bool { return c.Name == key })
	})
}

// values says which values there may be.
func values(bounds []schema.Bound, levels []schema.Level) string {
	var words []string
	for _, l := range levels {
		words = append(words, l.String())
	}
	if len(bounds) == 2 {
		words = append(words, bounds[0].String()+" to "+bounds[1].String())
	}
	return strings.Join(words, ", ")
}

// joined are the words that there are.
func joined(by string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), by)
}

// missing says whether a value may be missing and what it then is, and
// whether the whole column may be.
func missing(c schema.ColumnEntry) string {
	s := allowed(c.Nullable)
	if c.Nullable {
		s = string(c.Null)
	}
	if !c.Required {
		s += ", optional"
	}
	return s
}

func allowed(nullable bool) string {
	if nullable {
		return "may be"
	}
	return "never"
}
