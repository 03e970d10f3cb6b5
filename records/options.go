package records

import (
	"math"
	"runtime"

	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// Options are how records are read. The zero Options are the defaults.
type Options struct {
	// BatchRows is the number of records a batch is cut at; batches start at
	// its multiples, counting rejected records, whatever the files' own
	// layout. The default, [DefaultBatchRows], is where the cost of a call
	// no longer shows beside that of its rows; for images it is
	// [DefaultBatchImages], which keeps a batch of photographs within 100 MB
	// or so.
	BatchRows int
	// MaxRecord is the size in bytes from which a record is a reject instead
	// of filling the memory; default [DefaultMaxRecord].
	MaxRecord int64
	// Profile is the site's, nil for none. A contract that needs one cannot be
	// read without.
	Profile *schema.Profile
	// Kind says what the files are where their names do not: the ending of a
	// name that would, such as "tsv" or "jsonl"; "" leaves it to the names.
	Kind string
	// Sort has [OpenFor] put the records of each key beside each other.
	Sort bool
	// Stdin is the file that holds what the path [Stdin] stands for.
	Stdin string
	// Skip tells [Open] of batches, numbered from 0, whether nobody asks for
	// them: their records are counted and not decoded. nil skips none.
	Skip func(batch int64) bool
	// Cores says on how many processors the next rows are decoded; nil for all
	// that there are. It is asked often.
	Cores func() int
	// Allocator is where batches live; default Go's memory.
	Allocator memory.Allocator
	// keysOnly reads the keys of the records and nothing else of them.
	keysOnly bool
	// values is where the values of columns of one width live.
	values memory.Allocator
}

// File is where a path's content lies.
func (o Options) File(path string) string {
	if path == Stdin && o.Stdin != "" {
		return o.Stdin
	}
	return path
}

// The defaults of [Options].
const (
	DefaultBatchRows   = 8192
	DefaultBatchImages = 16
	DefaultMaxRecord   = 64 << 20
)

// mostRecord is more than memory holds, and little enough to add places to.
const mostRecord = math.MaxInt64 >> 8

func (o Options) withDefaults(c *schema.Contract) Options {
	if o.BatchRows <= 0 {
		o.BatchRows = DefaultBatchRows
		if c.Image != nil {
			o.BatchRows = DefaultBatchImages
		}
	}
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	o.MaxRecord = min(o.MaxRecord, mostRecord)
	if o.Cores == nil {
		o.Cores = func() int { return runtime.GOMAXPROCS(0) }
	}
	if o.Allocator == nil {
		o.Allocator, o.values = memory.DefaultAllocator, recycled
	}
	if o.values == nil {
		o.values = o.Allocator
	}
	return o
}
