package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"handoff/schema"
)

func newSchema(u ui) *cobra.Command {
	var jsonSchema bool
	cmd := &cobra.Command{
		Use:   "schema MODEL_DIR",
		Short: "Print what a contract declares of columns and outputs",
		Long: `Print what a contract declares of columns and outputs.

With --json-schema, print the JSON Schema of handoff.toml itself, which lets
an editor complete and check it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if jsonSchema {
				return arguments(0, 0)(cmd, args)
			}
			return arguments(1, 1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if jsonSchema {
				_, err := u.out.Write(schema.JSONSchema())
				return err
			}
			c, err := contractOf(args[0])
			if err != nil {
				return err
			}
			return writeDictionary(u.out, c)
		},
	}
	cmd.Flags().BoolVar(&jsonSchema, "json-schema", false, "print the JSON Schema of handoff.toml")
	return cmd
}

// writeDictionary writes a contract's columns and outputs as a table.
func writeDictionary(w io.Writer, c *schema.Contract) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "COLUMN\tDTYPE\tMISSING\tSOURCE\tUNIT\tDESCRIPTION")
	for _, col := range c.Columns {
		writeCells(t, col.Name, col.DType.String(), missing(col), col.Source, col.Unit, col.Description)
	}
	fmt.Fprintln(t, "\nOUTPUT\tDTYPE\tMISSING\t\tUNIT\tDESCRIPTION")
	for _, out := range c.Outputs {
		writeCells(t, out.Name, out.DType.String(), allowed(out.Nullable), "", out.Unit, out.Description)
	}
	return t.Flush()
}

func writeCells(w io.Writer, cells ...string) {
	fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

// missing says whether a value may be missing and what it then is, and
// whether the whole column may be.
func missing(c schema.Column) string {
	s := allowed(c.Nullable)
	if c.Nullable {
		s = string(c.NullValue())
	}
	if !c.IsRequired() {
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
