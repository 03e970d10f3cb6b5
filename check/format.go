package check

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Format is one way of writing a report.
type Format struct {
	Name  string // as --format takes it
	write func(io.Writer, *Report) error
}

var formats = []Format{
	{"text", writeText},
	{"json", writeJSON},
	{"junit", writeJUnit},
	{"sarif", writeSARIF},
	{"html", writeHTML},
}

// Formats lists the names of the formats, the default first.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// Write writes the report in a format. Text has colours where w is a
// terminal and NO_COLOR is not set.
func (r *Report) Write(w io.Writer, format string) error {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == format })
	if i < 0 {
		return fmt.Errorf("unknown report format %q: expected %s", format, strings.Join(Formats(), " or "))
	}
	return formats[i].write(w, r)
}

// writeJSON writes the report as docs/report.schema.json describes it.
func writeJSON(w io.Writer, r *Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}
