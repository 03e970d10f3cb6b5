// Package report holds what every run leaves behind: the receipt, and the
// one way in which small files appear, whole or not at all.
package report

import (
	"encoding/json"
	"fmt"
	"time"
)

// A Receipt says what a run did, on what, with what, and where. It is written
// beside the output as OUT.receipt.json. It names files by path and hash and
// settings by name; it holds no environment variables, no credentials and no
// value of a patient.
type Receipt struct {
	Command string `json:"command"` // "score", "filter", "check", "bench"
	Tool    Tool   `json:"tool"`
	// Folder is where relative paths begin, relative to the receipt's own folder;
	// "" where that is not known.
	Folder   string    `json:"folder,omitempty"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Model    Model     `json:"model"`
	Inputs   []File    `json:"inputs"`
	Outputs  []File    `json:"outputs"`
	Runtime  Runtime   `json:"runtime"`
	Host     Host      `json:"host"`
	// Settings are the run's options by their flag's name.
	Settings map[string]any `json:"settings,omitempty"`
	// Trials say by which measurements a run chose how many hosts it used.
	Trials []Trial `json:"trials,omitempty"`
	// Counts are in records, e.g. "read", "scored", "rejected"; "results" are the
	// rows of the output, "failed-calls" the calls of predict that failed, as
	// batches were cut into them.
	Counts map[string]int64 `json:"counts,omitempty"`
	// Why says why records were rejected, and Failed why calls failed; nil where
	// none was or did.
	Why    *Reasons `json:"rejected,omitempty"`
	Failed *Reasons `json:"failed-calls,omitempty"`
	// Missing counts the values that were read as missing, by column and by
	// why, as records.Batch does.
	Missing map[string]map[string]int64 `json:"missing,omitempty"`
	// Passed counts what of the inputs is no image and was passed over, by kind,
	// as records.PassedOver does.
	Passed map[string]int64 `json:"passed-over,omitempty"`
	// Timings are in seconds, by phase or stage.
	Timings map[string]float64 `json:"timings,omitempty"`

	base string // see Place
}

// Reasons count records, or calls, by why. A record with several reasons counts
// for each.
type Reasons struct {
	Kinds  []Reason `json:"reasons"`          // the most frequent first
	Others int64    `json:"others,omitempty"` // not told apart, where there were too many kinds
}

// A Reason is one of them, as records.Reason is.
type Reason struct {
	Stage    string `json:"stage"`
	Rule     string `json:"rule"`
	Column   string `json:"column,omitempty"`
	Declared string `json:"declared"` // or what an error says
	Count    int64  `json:"count"`
	First    string `json:"first"` // place of the first record
}

// A Tool is the handoff that ran.
type Tool struct {
	Version string `json:"version"`          // of the module, e.g. "v0.3.0" or "(devel)"
	Commit  string `json:"commit,omitempty"` // with "-dirty" where the tree had changes
	Go      string `json:"go"`               // e.g. "go1.26.0"
}

// A Trial is how fast so many hosts were.
type Trial struct {
	Workers int     `json:"workers"`
	Rate    float64 `json:"records-per-second"`
}

// A File is a file or folder by its content.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // of the content; of a folder, see [HashFile]
	Bytes  int64  `json:"bytes"`
}

// Runtime is the Python that the model ran in.
type Runtime struct {
	Python   string            `json:"python"`
	Threads  int               `json:"threads"`
	Packages map[string]string `json:"packages,omitempty"`
	Enforced []string          `json:"enforced,omitempty"` // by the sandbox
	Missing  []string          `json:"missing,omitempty"`  // what this kernel could not enforce
}

// PathFor is where the receipt of an output lies.
func PathFor(output string) string { return output + ".receipt.json" }

// Seconds gives durations as a receipt states them.
func Seconds(d time.Duration) float64 { return d.Round(time.Microsecond).Seconds() }

// JSON is the receipt as it is written.
func (r *Receipt) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	return append(text, '\n'), nil
}
