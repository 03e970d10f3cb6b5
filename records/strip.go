package records

import "handoff/epic"

// A strip is the cells of one column of a block.
type strip struct {
	text  string
	cells []cell // from the column's first
	width int    // cells of a row
}

// strip gives the cells of one of so many columns.
func (b *block) strip(column, width int) strip {
	return strip{b.text.String(), b.cells[min(column, len(b.cells)):], width}
}

func (t strip) len() int { return (len(t.cells) + t.width - 1) / t.width }

func (t strip) at(row int) string {
	c := t.cells[row*t.width]
	return t.text[c.from:c.to]
}

func (t strip) bytes() (n int) {
	for row := range t.len() {
		n += len(t.at(row))
	}
	return n
}

// from leaves out the rows before one.
func (t strip) from(row int) strip {
	t.cells = t.cells[min(row*t.width, len(t.cells)):]
	return t
}

// addTexts decodes texts as the draft's rows from one on: runs of those that
// are quick, and one by one what stands between them.
func (c *column) addTexts(row int, t strip) {
	for ; t.len() > 0; row, t = row+1, t.from(1) {
		if c.quick != nil {
			n := c.quick(t)
			if row, t = row+n, t.from(n); t.len() == 0 {
				return
			}
		}
		c.addText(row, t.at(0))
	}
}

func (c *column) addText(row int, s string) {
	if s == "" && c.blankIsNull {
		c.out.AppendNull()
		c.missing.Add(epic.Value{})
		return
	}
	c.add(row, epic.OfText(s))
}
