package wrapper

import (
	"context"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
)

// A Model is a handed-off model that has been loaded. [Open] gives one that
// lives in a host process of its own; package bridge gives one in this
// process. A Model serves one call at a time; its methods may be called from
// any goroutine.
type Model interface {
	// Info says what was loaded, where and how long it took.
	Info() Info

	// Predict runs predict on one batch and returns its results, one row a
	// row (or one a key, as the contract says).
	//
	// The batch's schema says what to build: its fields are those of
	// [schema.Column.Arrow], and may be fewer or more than the contract
	// declares, which is how check asks what a model does with them. For an
	// image model it has the column [schema.ImageColumn] (binary, one JPEG a
	// row). The caller keeps the batch.
	//
	// What the model did wrong is an *Exception or a *ResultError; a host
	// that died, hung or broke the protocol is a *HostError, after which the
	// next call starts a new host.
	Predict(ctx context.Context, call Call) (*Result, error)

	// Close ends the host and removes its scratch folder. It is safe to call
	// twice.
	Close() error
}

// A Call is one call of predict.
type Call struct {
	Batch arrow.Record
	// First is the position of the batch's first row in the input, for messages.
	First int64
	// Index, where given, labels the frame's rows (as many as there are
	// rows); otherwise the frame has a RangeIndex.
	Index []string
	// Private says that the batch holds values of patients: texts of
	// exceptions and captured prints come back masked.
	Private bool
	// Observe asks for what the call does beside answering: see [Observed]. It
	// takes a model that was loaded to be observed.
	Observe bool
	// Parts, where above 1, cuts the batch into so many runs of rows of nearly
	// the same length. Predict is called on each, and no result is read before
	// all calls are made: one that another call changes is seen changed.
	Parts int
	// Threads, where above 1, deals the calls of a batch to so many threads of
	// Python's that run at once.
	Threads int
	// Prepared, where given, is Batch, encoded ahead: see [Prepare]. The caller
	// keeps it.
	Prepared *Prepared
	// Mapping, set within a host alone, is the memory that the batch's
	// buffers lie in; the call gives it away.
	Mapping *Mapping
}

// A Result is what one call gave. The caller releases it.
type Result struct {
	// Outputs has the contract's outputs in its order, with the types of
	// [schema.Output.Arrow]. Values are as the model gave them: not yet
	// held to range, levels or finiteness, see [schema.Contract.ValidateOutput].
	Outputs arrow.Record
	Seen    Seen
	Stages  Stages
	Prints  Prints
	Witnessed
}

// Release releases the result's memory.
func (r *Result) Release() {
	if r != nil && r.Outputs != nil {
		r.Outputs.Release()
		r.Outputs = nil
	}
}

// Seen is what predict returned, described.
type Seen struct {
	Type         string   `json:"type"` // e.g. "pandas.core.frame.DataFrame", "torch.Tensor"
	Rows         int64    `json:"rows"` // -1 where it has no rows (a scalar, None)
	Columns      []string `json:"columns,omitempty"`
	DTypes       []string `json:"dtypes,omitempty"`
	Ranks        []int    `json:"ranks,omitempty"` // how many dimensions each has; none of a DataFrame
	RequiresGrad bool     `json:"requires_grad,omitempty"`
	Undeclared   []string `json:"undeclared,omitempty"` // what it holds beyond the outputs
}

// Stages says where a call's time went. Transport is both ways together.
type Stages struct {
	Transport time.Duration `json:"transport"`
	Frame     time.Duration `json:"frame"`
	Predict   time.Duration `json:"predict"`
	Result    time.Duration `json:"result"`
}

// Total is the sum of the stages.
func (s Stages) Total() time.Duration { return s.Transport + s.Frame + s.Predict + s.Result }

// Prints is what the model wrote to stdout and stderr, bounded.
type Prints struct {
	Stdout    string `json:"stdout,omitempty"`
	Stderr    string `json:"stderr,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}

// A Phase is a stretch of a host's life with a deadline of its own.
type Phase string

// The phases, in order.
const (
	PhaseStart        Phase = "start"
	PhaseImport       Phase = "import"
	PhaseLoad         Phase = "load"
	PhaseFirstPredict Phase = "first predict"
	PhasePredict      Phase = "predict"
)

// PhaseScript is the time in which a host runs a [Script], loaded or not.
const PhaseScript Phase = "script"

// Info is what a loaded model is and where it runs.
type Info struct {
	Python   string            `json:"python"`   // e.g. "3.8.18"
	Packages map[string]string `json:"packages"` // name to version, of the environment
	Threads  int               `json:"threads"`
	Sandbox  Sandboxed         `json:"sandbox"`
	Start    time.Duration     `json:"start"`  // process start to interpreter ready
	Import   time.Duration     `json:"import"` // import of the entry point's module
	Load     time.Duration     `json:"load"`   // the documented load call
	Prints   Prints            `json:"prints"`
	PID      int               `json:"pid,omitempty"` // of the host; 0 in-process
	// Input is the parameter of a predict that takes all by keyword alone,
	// "" where its input comes first.
	Input string `json:"input,omitempty"`
	Witnessed
}

// Sandboxed says what is enforced on a host and what this kernel refused.
type Sandboxed struct {
	Enforced []string `json:"enforced,omitempty"` // e.g. "landlock abi 5", "network namespace"
	Missing  []string `json:"missing,omitempty"`  // what could not be, with the reason
}
