package schema

// RowsPerCall is how many of n rows go into one call of predict: all, or as
// many as [image] batch allows. Where rows is "key", it says nothing of where
// a key's rows end.
func (c *Contract) RowsPerCall(n int64) int64 {
	if c.Image == nil || c.Image.Batch == 0 {
		return n
	}
	return min(n, int64(c.Image.Batch))
}

// CallsEachRow tells whether predict is called on each row by itself, so that
// what it gives for one has nothing to do with the others.
func (c *Contract) CallsEachRow() bool {
	switch c.Predict.Form {
	case FormRecord, FormArguments:
		return true
	}
	return c.Image != nil && c.Image.Batch == 0
}
