package records

import (
	"errors"
	"io"

	"handoff/schema"
)

// Count counts the rows of a file that a [Sink] has written, whatever they
// hold, and of those the ones that do not have the value of the row before in
// a column; by the first column where that is "".
func Count(path, column string) (rows, runs int64, err error) {
	if rows, runs, err = count(path, column); errors.Is(err, errEmpty) { // JSON lines of no record
		return 0, 0, nil
	}
	return rows, runs, err
}

func count(path, column string) (rows, runs int64, err error) {
	c := &schema.Contract{}
	if column == "" {
		if column, err = firstColumn(c, path); err != nil {
			return 0, 0, err
		}
	}
	c.Predict.Keys = []string{column}
	src, err := Open(c, []string{path}, Options{keysOnly: true})
	if err != nil {
		return 0, 0, err
	}
	defer src.Close()
	last := ""
	for {
		b, err := src.Next()
		if errors.Is(err, io.EOF) {
			return rows, runs, nil
		}
		if err != nil {
			return 0, 0, err
		}
		rows += b.Count
		for row := range b.Where {
			if key := KeyAt(b.Keys, row); key != last {
				runs, last = runs+1, key
			}
		}
		b.Release()
	}
}

func firstColumn(c *schema.Contract, path string) (string, error) {
	f, err := openFeed(c, path, Options{}.withDefaults(c))
	if err != nil {
		return "", err
	}
	return f.headers()[0], f.Close()
}
