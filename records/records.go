package records

import (
	"io"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/schema"
)

// A Source reads records as a stream of batches, in the order of the input.
type Source interface {
	// Schema is that of every batch's Record. Columns that the contract does
	// not require and the input does not have are left out.
	Schema() *arrow.Schema
	// Next gives the next batch, or io.EOF. The caller releases the batch.
	// Any other error ends the stream: the input could not be read on.
	Next() (*Batch, error)
	Close() error
}

// A Batch is a run of records: those that fit the contract as Arrow columns,
// the others as rejects. Together they are every record of the run.
type Batch struct {
	Record  arrow.Record // the contract's columns that are present; RangeIndex order; nil where [Options.Skip] has it
	Keys    arrow.Record // the key columns of the same rows, as text or int64; nil without keys
	Where   []Position   // of each row of Record
	Rejects []Reject
	First   int64 // position of the run's first record in the input, from 0
	Count   int64 // records in the run: rows of Record plus rejected records
	// Missing counts the values of the run's records that were read as missing, by
	// column and by why: "null" (blank text counts as that), a token, or a
	// reason in brackets, as [epic.Pipeline.Why] has it.
	Missing map[string]map[string]int64
	// Starts are the rows of Record at which a key begins, where the source gives
	// whole keys; nil for any other.
	Starts []int64
	Bytes  int64 // read of the files by then, as they lie on the disk
}

// AddMissing adds a batch's counts of missing values to those of others.
func AddMissing(sum, counts map[string]map[string]int64) {
	for column, byWhy := range counts {
		if sum[column] == nil {
			sum[column] = map[string]int64{}
		}
		for why, n := range byWhy {
			sum[column][why] += n
		}
	}
}

// Release releases the batch's memory.
func (b *Batch) Release() {
	for _, r := range []arrow.Record{b.Record, b.Keys} {
		if r != nil {
			r.Release()
		}
	}
	b.Record, b.Keys = nil, nil
}

// A Position is where a record lies in the input.
type Position struct {
	File   string
	Line   int64 // from 1; 0 where the format has no lines
	Byte   int64 // offset of the record's first byte; -1 where not known
	Record int64 // the record's number in all of the input, from 0
}

// A Reject is a record that was not scored, with every reason why.
type Reject struct {
	Position
	Key        []schema.Secret // values of the keys, as far as they could be read
	Stage      Stage
	Violations []schema.Violation
	Err        error // where the record itself could not be read
}

// A Stage is where on its way a record was rejected.
type Stage string

// The stages, in order.
const (
	StageRead     Stage = "read"
	StageDecode   Stage = "decode"
	StageValidate Stage = "validate"
	StagePredict  Stage = "predict"
	StageResult   Stage = "result"
)

// A Sink writes records to one file that appears whole on Commit or not at all.
type Sink interface {
	Write(arrow.Record) error
	// Commit makes the file appear under its name: flushed, synced, renamed.
	Commit() error
	// Close after Commit does nothing; before it, it removes what was written.
	io.Closer
}
