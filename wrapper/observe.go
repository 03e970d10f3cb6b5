package wrapper

import "handoff/wrapper/internal/sandbox"

// Witnessed is what was seen of loading, or of a call, beside what it gave.
type Witnessed struct {
	Events   []Event   `json:"events,omitempty"`
	Observed *Observed `json:"observed,omitempty"` // nil unless it was asked for
}

// An Event is something the audit hook saw the model try. Native code raises
// no such events, so their absence proves nothing.
type Event struct {
	Phase    Phase  `json:"phase"`
	Name     string `json:"name"` // CPython's audit event name, e.g. "socket.connect"
	Detail   string `json:"detail,omitempty"`
	By       Actor  `json:"by,omitempty"`
	Place    Place  `json:"place,omitempty"`    // of open
	Resource string `json:"resource,omitempty"` // the keyword, where the place is one
}

// An Actor is whose code raised an event.
type Actor string

// The package's own code, perhaps through the standard library; a library that
// the package called; or a module of others while it was being imported.
const (
	ByPackage Actor = "package"
	ByLibrary Actor = "library"
	ByImport  Actor = "import"
)

// A Place is where a file lies that was opened.
type Place string

// The places. Scratch, home and working folder are a host's own.
const (
	PlaceResource  Place = "resource"
	PlacePackage   Place = "package" // or elsewhere in its environment
	PlaceWork      Place = "working folder"
	PlaceScratch   Place = "scratch" // folders for caches and temporary files
	PlaceSystem    Place = "system"  // what sound models need: docs/sandbox.md
	PlaceElsewhere Place = "elsewhere"
)

// SystemPaths are the files and folders of the machine that every sandboxed
// model may read: docs/sandbox.md.
func SystemPaths() []string { return sandbox.System() }

// Observed is what became of the interpreter and of the input. Where nothing
// was, it is empty.
type Observed struct {
	Changes []Change `json:"changes,omitempty"`
	// Mutated lists what of the input is other after the call, e.g. `column "AGE"`.
	Mutated []string `json:"mutated,omitempty"`
	// Training lists the kinds of torch layers that ran in training mode and
	// behave otherwise there, e.g. "Dropout".
	Training []string `json:"training,omitempty"`
	// Graph tells whether a torch module gave a tensor that carries its graph.
	Graph bool `json:"graph,omitempty"`
	// Threads is how many threads a library is set to use for one operation.
	Threads map[string]int `json:"threads,omitempty"`
}

// A Change is something of the interpreter's that the package's own code left
// other than it was; what other modules do while they are imported is none.
type Change struct {
	Phase Phase  `json:"phase"`
	Kind  Kind   `json:"kind"`
	What  string `json:"what"` // reads on after the phase: "sets the environment variable X"
}

// A Kind sorts changes.
type Kind string

// The kinds of changes.
const (
	KindGlobal  Kind = "global"  // random numbers, variables, warnings, settings
	KindThread  Kind = "thread"  // started and still running
	KindProcess Kind = "process" // started, whether or not it still runs
	KindWork    Kind = "work"    // prints, or computes for long, while imported
)
