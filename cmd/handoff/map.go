package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"handoff/records"
	"handoff/schema"
)

// mapFlags are map's own flags.
type mapFlags struct {
	records    recordFlags
	rows       int64
	format     string
	output     string
	showValues bool
}

func newMap(u ui) *cobra.Command {
	var m mapFlags
	cmd := &cobra.Command{
		Use:   "map MODEL_DIR RECORDS...",
		Short: "Show what predict would get of records, without running the model",
		Long: `Show what predict would get of records, without running the model: of each
column the dtype in the frame, how many values are missing and why, the range,
the levels; and why which records are rejected. Values of patients show as
their shape (A#### for Z7004) unless --show-values.

Exit code 0 when every record fits, 1 when some are rejected, 2 when the
records could not be read.`,
		Args: arguments(2, -1),
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd.Context(), u, args[0], args[1:]) },
	}
	f := cmd.Flags()
	f.Int64Var(&m.rows, "rows", 0, "rows of the frame to show besides")
	f.StringVar(&m.format, "format", "text", "text or json")
	f.StringVarP(&m.output, "output", "o", "", "file to write to (default stdout)")
	f.BoolVar(&m.showValues, "show-values", false, "show raw values, not their shapes")
	m.records.add(f)
	return cmd
}

func (m mapFlags) run(ctx context.Context, u ui, dir string, paths []string) error {
	write, ok := map[string]func(*mapping, io.Writer) error{"text": (*mapping).writeText, "json": (*mapping).writeJSON}[m.format]
	if !ok || m.rows < 0 {
		return fmt.Errorf("--format %q, --rows %d: expected text or json, and 0 or more rows", m.format, m.rows)
	}
	paths, err := records.Paths(paths)
	if err != nil {
		return err
	}
	if err := mayWrite(m.output, slices.Concat(paths, []string{contractPath(dir)}, m.records.profile.paths())...); err != nil {
		return err
	}
	c, err := m.records.contract(dir)
	if err != nil {
		return err
	}
	found, err := m.survey(ctx, u, c, paths)
	if err != nil {
		return err
	}
	if err := u.write(m.output, func(w io.Writer) error { return write(found, w) }); err != nil {
		return err
	}
	if found.Rejected > 0 {
		return errFaults
	}
	return nil
}

// A mapping is what a survey found and the first rows of the frame.
type mapping struct {
	*records.Survey
	columns []schema.Column
	rows    [][]*schema.Secret
	show    func(schema.Secret) string
}

func (m mapFlags) survey(ctx context.Context, u ui, c *schema.Contract, paths []string) (*mapping, error) {
	opts, unspool, err := m.records.reading(ctx, u, paths)
	if err != nil {
		return nil, err
	}
	defer unspool()
	src, err := records.OpenFor(ctx, c, paths, opts, os.TempDir())
	if err != nil {
		return nil, err
	}
	defer src.Close()
	over, err := records.PassedOver(c, paths, opts)
	if err != nil {
		return nil, err
	}
	sayPassedOver(u, over)
	found := &mapping{Survey: records.NewSurvey(c, src.Schema()), columns: c.Columns, show: schema.Secret.String}
	if m.showValues {
		found.show = schema.Secret.Reveal
	}
	for {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err == nil {
			err = found.add(b, m.rows)
			b.Release()
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
	}
}

func (m *mapping) add(b *records.Batch, rows int64) error {
	if err := m.Add(b); err != nil {
		return err
	}
	if more := rows - int64(len(m.rows)); more > 0 {
		cells, err := records.Cells(b.Record, more)
		m.rows = append(m.rows, cells...)
		return err
	}
	return nil
}

func (m *mapping) writeText(w io.Writer) error {
	fmt.Fprintf(w, "%d records: %d fit, %d rejected\n\n", m.Records, m.Records-m.Rejected, m.Rejected)
	table := [][]string{{"COLUMN", "IN FRAME", "VALUES", "MISSING", "SEEN"}}
	for _, c := range m.Columns {
		table = append(table, []string{c.Name, c.InFrame, fmt.Sprint(c.Values), counted(c.Missing), m.seen(c)})
	}
	if err := writeTable(w, table); err != nil {
		return err
	}
	if len(m.rows) > 0 {
		fmt.Fprintln(w)
		if err := writeTable(w, m.frame()); err != nil {
			return err
		}
	}
	for _, c := range m.Columns {
		if len(c.NullWords) > 0 {
			fmt.Fprintf(w, "\ncolumn %q holds texts that often stand for no value (%s): where they do, list them in missing\n", c.Name, counted(c.NullWords))
		}
	}
	for i, line := range rejectedFor(m.Reasons, allReasons) {
		if i == 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, line)
	}
	return nil
}

// seen is a column's range, or how often each of its levels occurs.
func (m *mapping) seen(c records.ColumnSurvey) string {
	if c.Low == nil {
		return counted(c.Levels)
	}
	return m.show(*c.Low) + " to " + m.show(*c.High)
}

func counted(counts map[string]int64) string {
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", cmp.Or(what, `""`), counts[what]))
	}
	return strings.Join(parts, ", ")
}

// frame is the first rows with their header.
func (m *mapping) frame() [][]string {
	header := []string{""}
	for _, c := range m.Columns {
		header = append(header, c.Name)
	}
	table := [][]string{header}
	for i, row := range m.rows {
		line := []string{fmt.Sprint(i)}
		for j, cell := range row {
			line = append(line, m.cell(m.Columns[j].Name, cell))
		}
		table = append(table, line)
	}
	return table
}

// cell is a value, or how the frame shows that there is none.
func (m *mapping) cell(column string, cell *schema.Secret) string {
	if cell != nil {
		return m.show(*cell)
	}
	i := slices.IndexFunc(m.columns, func(c schema.Column) bool { return c.Name == column })
	if i < 0 || m.columns[i].NullValue() == "" {
		return "None"
	}
	return string(m.columns[i].NullValue())
}
