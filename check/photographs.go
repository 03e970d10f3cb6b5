package check

// takesImages is the reason why photographs cannot be asked about, as a
// [notRun], or nil.
func (s *subject) takesImages() error {
	if s.contract.Image == nil {
		return notRun("the model takes no images: the contract has no [image]")
	}
	return nil
}
