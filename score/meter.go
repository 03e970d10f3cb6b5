package score

import (
	"os"

	"handoff/records"
)

// A meter tells how many bytes of the inputs have been read, from where the
// records lie.
type meter struct {
	total  int64
	before map[string]int64 // bytes of the files before this one
}

func newMeter(files []string) meter {
	m := meter{before: map[string]int64{}}
	for _, f := range files {
		m.before[f] = m.total
		if info, err := os.Stat(f); err == nil {
			m.total += info.Size()
		}
	}
	return m
}

// read is how far into the inputs the batch's last record begins; 0 where
// the format does not tell.
func (m meter) read(b *records.Batch) int64 {
	last := records.Position{Record: -1, Byte: -1}
	if n := len(b.Where); n > 0 {
		last = b.Where[n-1]
	}
	if n := len(b.Rejects); n > 0 && b.Rejects[n-1].Record > last.Record {
		last = b.Rejects[n-1].Position
	}
	before, known := m.before[last.File]
	if last.Byte < 0 || !known {
		return 0
	}
	return before + last.Byte
}
