package schema

import "time"

// The defaults of what a contract leaves out. A pointer's or a list item's
// are set when the contract has one.

func (c *Contract) setDefaults() {
	c.Model.Project = "."
	c.Predict.Form = FormDataFrame
	c.Predict.Rows = RowsOne
	c.Records = Records{Encoding: "utf-8", Headers: "exact"}
	c.Environment.Threads = 1
}

func (r *Resource) setDefaults() { r.As = "path" }

func (r *Resource) setText(s string) { r.Path = s }

func (e *Example) setDefaults() { e.RTol = 1e-5 }

func (i *Image) setDefaults() {
	*i = Image{Modes: []string{"RGB"}, Convert: "convert", Layout: "CHW", DType: "uint8", Orientation: "as-stored"}
}

// settle fills in what follows from other parts of the contract.
func (c *Contract) settle() {
	if c.Predict.DType == "" && c.Image == nil {
		c.Predict.DType = map[Form]string{FormArray: "float64", FormTensor: "float32"}[c.Predict.Form]
	}
	if c.Image != nil && len(c.Predict.Keys) == 0 {
		c.Predict.Keys = []string{KeyColumn}
	}
	for i := range c.Columns {
		if col := &c.Columns[i]; col.DType.Kind == Category && col.Unknown == "" {
			col.Unknown = "reject"
		}
	}
}

// Expired tells whether the waiver no longer holds at a time.
func (w Waiver) Expired(at time.Time) bool {
	return !w.Until.IsZero() && !at.Before(w.Until.AddDate(0, 0, 1))
}
