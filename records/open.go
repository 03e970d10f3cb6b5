package records

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// Open opens records that a contract describes: files of CSV, TSV, JSON
// lines, Parquet or Arrow IPC, the text ones also compressed by gzip or zstd;
// for an image model JPEG files, folders of them, and zip or tar archives.
// Several paths are read as one input, in their order. What a file is, its
// content says; where its name says another thing, that is an error. Every
// file's header is looked at before Open returns. The caller closes the
// Source.
func Open(c *schema.Contract, paths []string, o Options) (Source, error) {
	if len(paths) == 0 {
		return nil, errors.New("no record files: expected at least one path")
	}
	s := &stream{contract: c, paths: paths, options: o.withDefaults(c)}
	if err := s.look(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// A feed reads one file's records into drafts.
type feed interface {
	// headers are the names of the file's columns.
	headers() []string
	// bind is called once, before fill, with the layout's columns as fields
	// of the file and the number of the file's first record in the input. An
	// error says which of these fields cannot be read.
	bind(l *layout, at []int, first int64) error
	// fill adds records to the draft, n at most, at least one. It gives
	// io.EOF, and adds nothing, when there are no more. Of a draft that skips
	// nothing is decoded.
	fill(d *draft, n int) error
	// passed is how many bytes of the file have been read, as it lies on the
	// disk.
	passed() int64
	io.Closer
}

// A stream is the Source over all files of an input.
type stream struct {
	contract *schema.Contract
	options  Options
	paths    []string // still to be opened
	layout   *layout
	path     string // of the open feed
	feed     feed   // nil between files
	next     int64  // number of the next record
	ready    bool   // a batch is what is there at once, not as much as it may hold
	bytes    int64  // of the files that were read to their end
	err      error  // that ended the stream
}

// look opens every file to see that it can be read and has the columns, and
// then the first one to stay. Of images it also sees that no two have one key.
func (s *stream) look() error {
	keys := imageKeys{}
	for _, path := range s.paths {
		if err := s.openPath(path); err != nil {
			return err
		}
		if images, ok := s.feed.(*imageFeed); ok {
			if err := keys.addAll(images); err != nil {
				return err
			}
		}
		if err := s.closeFeed(); err != nil {
			return err
		}
	}
	return s.open()
}

// open opens the next file.
func (s *stream) open() error {
	path := s.paths[0]
	s.paths = s.paths[1:]
	return s.openPath(path)
}

func (s *stream) openPath(path string) error {
	f, err := openFeed(s.contract, path, s.options)
	if err != nil {
		return err
	}
	return s.take(path, f)
}

// take makes a feed the one to read from.
func (s *stream) take(path string, f feed) (err error) {
	s.path, s.feed = path, f
	headers := f.headers()
	if s.layout == nil {
		if s.layout, err = newLayout(s.contract, headers, s.options); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	at, err := s.layout.locate(headers)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := s.feed.bind(s.layout, at, s.next); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func (s *stream) closeFeed() error {
	if s.feed == nil {
		return nil
	}
	f := s.feed
	s.feed = nil
	return f.Close()
}

func (s *stream) Schema() *arrow.Schema { return s.layout.schema() }

// Next gives the next batch: all records up to the next multiple of
// BatchRows, from as many files as that takes.
func (s *stream) Next() (*Batch, error) {
	if s.err != nil {
		return nil, s.err
	}
	if s.options.Skip != nil && s.options.Skip(s.next/int64(s.options.BatchRows)) {
		return s.skip()
	}
	d := newDraft(s.layout.columns, s.options.BatchRows)
	if s.err = s.read(d); s.err != nil {
		return nil, s.err
	}
	var b *Batch
	b, s.err = d.finish(s.validated(), s.next-d.count(), s.options.Allocator)
	if s.err == nil {
		b.Bytes = s.passed()
	}
	return b, s.err
}

// skip counts the records of the next batch, whether they can be decoded or not.
func (s *stream) skip() (*Batch, error) {
	d := &draft{skips: true}
	if s.err = s.read(d); s.err != nil {
		return nil, s.err
	}
	return &Batch{First: s.next - d.count(), Count: d.count(), Bytes: s.passed()}, nil
}

// validated is the contract that batches are held to.
func (s *stream) validated() *schema.Contract {
	if s.options.keysOnly {
		return &schema.Contract{}
	}
	return s.contract
}

func (s *stream) passed() int64 {
	if s.feed == nil {
		return s.bytes
	}
	return s.bytes + s.feed.passed()
}

// read fills a draft; io.EOF where there is no record left.
func (s *stream) read(d *draft) error {
	first := s.next
	for want := int64(s.options.BatchRows); d.count() < want; {
		err := s.fill(d, int(want-d.count()))
		s.next = first + d.count()
		if d.count() > 0 && (err == io.EOF || err == nil && s.ready) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fill adds records of the open file, or opens the next one.
func (s *stream) fill(d *draft, n int) error {
	if s.feed == nil {
		if len(s.paths) == 0 {
			return io.EOF
		}
		return s.open()
	}
	err := s.feed.fill(d, n)
	if err == io.EOF {
		s.bytes += s.feed.passed()
		return s.closeFeed()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return nil
}

// Close closes the open file and releases what was decoded and not given out.
func (s *stream) Close() error {
	s.paths = nil
	if s.layout != nil {
		s.layout.release()
		s.layout = nil
	}
	return s.closeFeed()
}
