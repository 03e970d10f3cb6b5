package records

import (
	"fmt"
	"io"
	"math"

	"handoff/schema"
)

// ReadAll reads all records of a file as one batch, for inputs that are small
// by their nature. The caller releases it.
func ReadAll(c *schema.Contract, path string) (*Batch, error) {
	s, err := Open(c, []string{path}, Options{BatchRows: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	b, err := s.Next()
	if err == io.EOF {
		err = fmt.Errorf("%s: it holds no record", path)
	}
	if closing := s.Close(); err == nil && closing != nil {
		b.Release()
		b, err = nil, closing
	}
	return b, err
}
