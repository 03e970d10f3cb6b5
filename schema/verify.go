package schema

// verify notes what is wrong with the contract beyond the types of its values.
func (d *document) verify(c *Contract) {
}
