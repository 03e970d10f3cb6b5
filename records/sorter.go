package records

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// sorterBytes is how much a sorter holds before it goes to the disk.
var sorterBytes = 64 << 20

// A sorter sorts more entries than fit into the memory. What does not fit lies
// in files without a name, which are gone however the process ends.
type sorter struct {
	dir     string
	limit   int // bytes held
	entries [][]byte
	size    int
	files   []*os.File
}

// newSorter makes a sorter that writes to a folder. The caller closes it.
func newSorter(dir string) *sorter { return &sorter{dir: dir, limit: sorterBytes} }

// add takes a copy of the entry.
func (s *sorter) add(entry []byte) error {
	const header = 24 // of a slice
	s.entries = append(s.entries, bytes.Clone(entry))
	if s.size += len(entry) + header; s.size < s.limit {
		return nil
	}
	return s.spill()
}

// spill writes what is held to a file, sorted.
func (s *sorter) spill() error {
	f, err := os.CreateTemp(s.dir, ".sort.*.tmp") // mode 0600
	if err != nil {
		return fmt.Errorf("sort on disk: %w", err)
	}
	s.files = append(s.files, f)
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("sort on disk: %w", err)
	}
	slices.SortFunc(s.entries, bytes.Compare)
	w := bufio.NewWriterSize(f, bufferSize)
	for _, e := range s.entries {
		w.Write(binary.AppendUvarint(nil, uint64(len(e))))
		w.Write(e)
	}
	s.entries, s.size = s.entries[:0], 0
	if err := w.Flush(); err != nil {
		return fmt.Errorf("sort on disk: %w", err)
	}
	_, err = f.Seek(0, io.SeekStart)
	return err
}

// sorted gives all entries in their order, and io.EOF. Nothing is added any more.
// An entry holds until the next one is asked for.
func (s *sorter) sorted() (next func() ([]byte, error), err error) {
	slices.SortFunc(s.entries, bytes.Compare)
	var m merge
	m.push(&run{entries: s.entries})
	for _, f := range s.files {
		m.push(&run{r: bufio.NewReaderSize(f, bufferSize)})
	}
	heap.Init(&m)
	return m.next, m.err
}

func (s *sorter) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	s.entries, s.files = nil, nil
	return errors.Join(errs...)
}

// A run is sorted entries, in memory or of a file, and the next one of them.
type run struct {
	entries [][]byte
	r       *bufio.Reader // nil for entries in memory
	head    []byte
}

// advance reads the next entry; io.EOF where there is none.
func (r *run) advance() error {
	if r.r == nil {
		if len(r.entries) == 0 {
			return io.EOF
		}
		r.head, r.entries = r.entries[0], r.entries[1:]
		return nil
	}
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	r.head = make([]byte, n)
	_, err = io.ReadFull(r.r, r.head)
	return err
}

// A merge is runs by their next entry.
type merge struct {
	runs []*run
	err  error
}

func (m *merge) push(r *run) {
	switch err := r.advance(); {
	case err == nil:
		m.runs = append(m.runs, r)
	case err != io.EOF:
		m.err = fmt.Errorf("sort on disk: %w", err)
	}
}

func (m *merge) next() ([]byte, error) {
	if m.err != nil || len(m.runs) == 0 {
		return nil, cmp.Or(m.err, io.EOF)
	}
	first := m.runs[0]
	entry := first.head
	switch err := first.advance(); {
	case err == nil:
		heap.Fix(m, 0)
	case err == io.EOF:
		heap.Pop(m)
	default:
		m.err = fmt.Errorf("sort on disk: %w", err)
	}
	return entry, nil
}

func (m *merge) Len() int           { return len(m.runs) }
func (m *merge) Less(i, j int) bool { return bytes.Compare(m.runs[i].head, m.runs[j].head) < 0 }
func (m *merge) Swap(i, j int)      { m.runs[i], m.runs[j] = m.runs[j], m.runs[i] }
func (m *merge) Push(x any)         { m.runs = append(m.runs, x.(*run)) }
func (m *merge) Pop() any {
	last := m.runs[len(m.runs)-1]
	m.runs = m.runs[:len(m.runs)-1]
	return last
}
