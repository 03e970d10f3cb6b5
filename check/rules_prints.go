package check

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
)

// printsValues finds a predict that writes its records to stdout or stderr.
//
// Why: what is printed ends in log files, which are read by more people than
// may see the records.
//
// Example: print(frame.head())
//
// Instead: log counts and shapes, if anything.
func printsValues(_ context.Context, s *subject) ([]Finding, error) {
	anyway := map[string]bool{}
	for _, c := range s.calls {
		maps.Copy(anyway, printedAnyway(c))
	}
	for _, c := range s.calls {
		if !canPrint(c) {
			continue
		}
		if row, ok := printedRow(c, anyway); ok {
			return []Finding{printsFinding(c, row)}, nil
		}
	}
	if logged := loggedColumn(s.calls); logged != nil {
		f := printsFinding(logged.c, logged.row)
		f.Message, f.Column = fmt.Sprintf("predict prints values of column %q", logged.column), logged.column
		return []Finding{f}, nil
	}
	return nil, nil
}

func printsFinding(c *call, row int64) Finding {
	return Finding{Message: "predict prints values of its records", Rows: []int64{row}, Declared: "nothing of a record on stdout or stderr",
		Seen: fmt.Sprintf("%d bytes in %s", len(c.result.Prints.Stdout)+len(c.result.Prints.Stderr), c.what), Fix: "log counts and shapes, if anything"}
}

func canPrint(c *call) bool { return c.result != nil && !c.sample.private }

func printedBy(c *call) map[string]bool {
	return wordsOf(c.result.Prints.Stdout + "\n" + c.result.Prints.Stderr)
}

// printedAnyway are words that a call printed although none of its records
// holds them: a count, the number of a row. Where another's do, printing them
// tells nothing.
func printedAnyway(c *call) map[string]bool {
	if !canPrint(c) {
		return nil
	}
	words := printedBy(c)
	for row := range c.asked.record.NumRows() {
		for value := range valuesOf(c.asked.record, row) {
			delete(words, value)
		}
	}
	return words
}

// printedRow is the first row whose values a call printed: three different
// ones of one row or, where rows have fewer, all of three rows. Less may be
// chance, and so may be what is printed anyway.
func printedRow(c *call, anyway map[string]bool) (row int64, found bool) {
	printed := printedBy(c)
	whole := 0
	for row := range c.asked.record.NumRows() {
		values := valuesOf(c.asked.record, row)
		maps.DeleteFunc(values, func(value string, _ bool) bool { return anyway[value] })
		shown := 0
		for value := range values {
			if printed[value] {
				shown++
			}
		}
		if shown > 0 && shown == len(values) {
			whole++
		}
		if shown >= 3 || whole >= 3 {
			return row, true
		}
	}
	return 0, false
}

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,;:=()[]{}'\"<>", r) }) {
		words[word] = true
	}
	return words
}

func valuesOf(record arrow.Record, row int64) map[string]bool {
	values := map[string]bool{}
	for _, column := range record.Columns() {
		values[column.ValueStr(int(row))] = true
	}
	return values
}
