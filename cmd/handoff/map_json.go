package main

import (
	"io"

	"handoff/records"
	"handoff/schema"
)

// writeJSON writes ranges and rows as text, null where there is none.
func (m *mapping) writeJSON(w io.Writer) error {
	type column struct {
		records.ColumnSurvey
		Low  *string `json:"low,omitempty"`
		High *string `json:"high,omitempty"`
	}
	out := struct {
		Records  int64            `json:"records"`
		Rejected int64            `json:"rejected"`
		Columns  []column         `json:"columns"`
		Reasons  []records.Reason `json:"reasons"`
		Others   int64            `json:"other_reasons,omitempty"`
		Rows     [][]*string      `json:"rows,omitempty"`
	}{Records: m.Records, Rejected: m.Rejected, Columns: []column{}, Reasons: m.Reasons.MostFrequent(), Others: m.Reasons.Others}
	for _, c := range m.Columns {
		out.Columns = append(out.Columns, column{c, m.shown(c.Low), m.shown(c.High)})
	}
	for _, row := range m.rows {
		cells := make([]*string, len(row))
		for i, cell := range row {
			cells[i] = m.shown(cell)
		}
		out.Rows = append(out.Rows, cells)
	}
	return writeJSON(w, out)
}

func (m *mapping) shown(s *schema.Secret) *string {
	if s == nil {
		return nil
	}
	text := m.show(*s)
	return &text
}
