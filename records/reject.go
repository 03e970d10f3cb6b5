package records

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// String is the place as messages name it: file:line, or the record's number
// where the format has no lines.
func (p Position) String() string {
	if p.Line > 0 {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s: record %d", p.File, p.Record)
}

// Messages are one line for each reason of a reject, values by their shape:
// file:line: column "X": what was expected, what was seen.
func (r Reject) Messages() []string {
	var lines []string
	if r.Err != nil {
		lines = append(lines, fmt.Sprintf("%s: %v", r.Position, r.Err))
	}
	for _, v := range r.Violations {
		lines = append(lines, fmt.Sprintf("%s: %s", r.Position, v))
	}
	return lines
}

// Reason is every reason of a reject as one text, values by their shape unless
// showValues.
func (r Reject) Reason(showValues bool) string {
	var all []string
	if r.Err != nil {
		all = append(all, schema.Visible(r.Err.Error()))
	}
	for _, v := range r.Violations {
		v.Got = seenText(v, showValues)
		all = append(all, v.String())
	}
	return cleanText(string(r.Stage) + ": " + strings.Join(all, "; "))
}

var rejectSchema = arrow.NewSchema([]arrow.Field{
	{Name: "file", Type: arrow.BinaryTypes.String},
	{Name: "line", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "byte", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: RecordColumn, Type: arrow.PrimitiveTypes.Int64},
	{Name: "key", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "stage", Type: arrow.BinaryTypes.String},
	{Name: "rule", Type: arrow.BinaryTypes.String},
	{Name: "column", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "declared", Type: arrow.BinaryTypes.String},
	{Name: "seen", Type: arrow.BinaryTypes.String},
}, nil)

// RecordColumn is the column of a rejects file that tells the records apart.
const RecordColumn = "record"

// RejectSchema is that of a rejects file: one row a reason, so as many for a
// record as it has reasons.
func RejectSchema() *arrow.Schema { return rejectSchema }

// RejectRows are rejects as rows of a rejects file, in their order. A record's
// key stands there as it is, since it says which record to look at; a value
// that was seen stands there by its shape unless showValues, as [schema.Escaped]
// has it. The caller releases them.
func RejectRows(rejects []Reject, showValues bool) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, rejectSchema)
	defer b.Release()
	for _, r := range rejects {
		if r.Err != nil {
			addReject(b, r, string(r.Stage), "", schema.Visible(r.Err.Error()), "")
		}
		for _, v := range r.Violations {
			addReject(b, r, string(v.Reason), v.Column, v.Declared, seenText(v, showValues))
		}
	}
	return b.NewRecord()
}

// seenText is what was seen, so that a terminal does not act on it.
func seenText(v schema.Violation, showValues bool) string {
	switch {
	case v.Got != "":
		return schema.Visible(v.Got)
	case showValues:
		return schema.Escaped(v.Seen.Reveal())
	}
	return schema.Escaped(v.Seen.String())
}

// addReject appends one row; a number or text that is not known is null.
func addReject(b *array.RecordBuilder, r Reject, rule, column, declared, seen string) {
	for i, n := range map[int]int64{1: r.Line, 2: r.Byte, 3: r.Record} {
		f := b.Field(i).(*array.Int64Builder)
		if f.Append(n); i == 1 && n <= 0 || i == 2 && n < 0 {
			f.SetNull(f.Len() - 1)
		}
	}
	for i, text := range map[int]string{0: r.File, 4: keyText(r.Key), 5: string(r.Stage), 6: rule, 7: column, 8: declared, 9: seen} {
		f := b.Field(i).(*array.StringBuilder)
		if f.Append(cleanText(text)); text == "" && rejectSchema.Field(i).Nullable {
			f.SetNull(f.Len() - 1)
		}
	}
}

// cleanText is a text as every reader takes it: U+FFFD stands where it is no UTF-8,
// and for a NUL, at which many a reader ends.
func cleanText(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "\ufffd")
}

// keyText is a key of one column as it is, and one of several as a JSON array.
func keyText(key []schema.Secret) string {
	if len(key) == 1 {
		return key[0].Reveal()
	}
	if len(key) == 0 {
		return ""
	}
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = k.Reveal()
	}
	text, err := json.Marshal(parts)
	if err != nil {
		panic(fmt.Sprintf("records: texts are JSON, yet: %v", err))
	}
	return string(text)
}
