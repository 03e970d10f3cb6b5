package schema

import (
	"strings"
	"time"
)

// A Contract is one handoff.toml: what the authors promise of a handed-off
// model. It is plain data; [Read] and [Parse] make it, and a Contract they
// return is valid in itself (names are unique, every dtype exists, every
// decoder is known). Whether the model keeps it is what check finds out.
type Contract struct {
	// Path is the file the contract was read from, Dir the folder it lies
	// in. Relative paths of the contract are relative to Dir.
	Path string `toml:"-"`
	Dir  string `toml:"-"`
	// Text is the file as read, so that a host can be given the same contract.
	Text []byte `toml:"-"`

	Model       ModelInfo   `toml:"model"`
	Load        Load        `toml:"load"`
	Predict     Predict     `toml:"predict"`
	Columns     []Column    `toml:"columns"`
	Outputs     []Output    `toml:"outputs"`
	Examples    []Example   `toml:"examples"`
	Latency     Latency     `toml:"latency"`
	Records     Records     `toml:"records"`
	Waivers     []Waiver    `toml:"waivers"`
	Environment Environment `toml:"environment"`
	Image       *Image      `toml:"image"`
}

// ModelInfo is [model].
type ModelInfo struct {
	Name    string `toml:"name"`
	Project string `toml:"project"` // folder with pyproject.toml, or a .whl; default "."
}

// Load is [load], cookbook 3a: how the model is made, once. It is zero where
// the model is a function that takes none: see [Contract.HasLoad].
//
// Arguments, here and of Predict, hold text, bool, int64, float64, and []any
// and map[string]any of these.
type Load struct {
	Call      string              `toml:"call"`  // "pkg.mod:callable"; empty where Torch is set
	Torch     string              `toml:"torch"` // resource given to torch.load
	Arguments map[string]any      `toml:"arguments"`
	Resources map[string]Resource `toml:"resources"`
}

// HasLoad tells whether a model is made before the first call.
func (c *Contract) HasLoad() bool { return c.Load.Call != "" || c.Load.Torch != "" }

// A Resource is one file (or folder) passed to load by keyword. In TOML it
// is a path alone, or a table {path, as}.
type Resource struct {
	Path string `toml:"path"`
	As   string `toml:"as"` // "path" (default), "dict" or "bytes"
	Line int    `toml:"-"`  // where the contract names it
}

// Predict is [predict], cookbook 3b: the one documented predict function.
type Predict struct {
	Call      string         `toml:"call"`
	Model     string         `toml:"model"`
	Arguments map[string]any `toml:"arguments"`
	Transform string         `toml:"transform"`
	Form      Form           `toml:"form"`
	DType     string         `toml:"dtype"` // of the cells, for form array (default float64) and tensor of columns (default float32)
	Keys      []string       `toml:"keys"`
	Rows      Rows           `toml:"rows"`
}

// needsModel tells whether a call is an attribute of what load returns, or
// takes it.
func (p Predict) needsModel() bool {
	return p.Model != "" || !strings.Contains(p.Call, ":") || p.Transform != "" && !strings.Contains(p.Transform, ":")
}

// Form is what predict takes.
type Form string

// The forms. Bytes, PIL and Tensor with an [image] section take JPEGs;
// Tensor without one takes the columns as a 2-D tensor (rows x columns).
const (
	FormDataFrame Form = "dataframe"
	FormArray     Form = "array"
	FormTensor    Form = "tensor"
	FormRecord    Form = "record"
	FormArguments Form = "arguments"
	FormBytes     Form = "bytes"
	FormPIL       Form = "pil"
)

// Rows says how rows of records become calls and results.
type Rows string

// One result a row; one key's rows a call and one result; many keys a call,
// results matched by the key they carry.
const (
	RowsOne  Rows = "one"
	RowsKey  Rows = "key"
	RowsKeys Rows = "keys"
)

// A Column is one input column as predict sees it. The package comment has
// the table of what DType, Nullable and Null make of it in Arrow and pandas.
type Column struct {
	Name        string   `toml:"name" json:"name"`
	DType       DType    `toml:"dtype" json:"dtype"`
	Nullable    bool     `toml:"nullable" json:"nullable,omitzero"`
	Required    *bool    `toml:"required" json:"required,omitzero"` // nil means true: see IsRequired
	Null        Null     `toml:"null" json:"null,omitzero"`
	Source      string   `toml:"source" json:"source,omitzero"`
	Field       string   `toml:"field" json:"field,omitzero"`
	Range       []Bound  `toml:"range" json:"range,omitzero"` // empty, or low and high, both inclusive
	Unit        string   `toml:"unit" json:"unit,omitzero"`
	Description string   `toml:"description" json:"description,omitzero"`
	Derivation  string   `toml:"derivation" json:"derivation,omitzero"`
	Decode      []string `toml:"decode" json:"decode,omitzero"`
	Missing     []string `toml:"missing" json:"missing,omitzero"`
	True        []string `toml:"true" json:"true,omitzero"`
	False       []string `toml:"false" json:"false,omitzero"`
	NullIs      *bool    `toml:"null_is" json:"null_is,omitzero"`
	Zone        string   `toml:"zone" json:"zone,omitzero"`               // an IANA name, or "site": that of the site profile
	Ambiguous   string   `toml:"ambiguous" json:"ambiguous,omitzero"`     // "reject" (default), "earlier", "later" or "missing"
	Nonexistent string   `toml:"nonexistent" json:"nonexistent,omitzero"` // "reject" (default), "shift_forward", "shift_backward" or "missing"
	Comparator  string   `toml:"comparator" json:"comparator,omitzero"`   // "reject" (default), "drop" or "missing"
	Unreadable  string   `toml:"unreadable" json:"unreadable,omitzero"`   // "reject" (default) or "missing"
	List        string   `toml:"list" json:"list,omitzero"`               // name of a code list of the site profile
	Levels      []Level  `toml:"levels" json:"levels,omitzero"`
	Ordered     bool     `toml:"ordered" json:"ordered,omitzero"`
	Unknown     string   `toml:"unknown" json:"unknown,omitzero"` // of a category or a code: "reject" (default), "missing" or a level
	Line        int      `toml:"-" json:"-"`                      // line of its [[columns]] in the contract
}

// IsRequired tells whether the column must be present in the records.
func (c Column) IsRequired() bool { return c.Required == nil || *c.Required }

// Header is the column's header in a record file.
func (c Column) Header() string {
	if c.Field != "" {
		return c.Field
	}
	return c.Name
}

// An Output is one column of what predict gives back.
type Output struct {
	Name     string  `toml:"name" json:"name"`
	DType    DType   `toml:"dtype" json:"dtype"`
	Nullable bool    `toml:"nullable" json:"nullable,omitzero"`
	Range    []Bound `toml:"range" json:"range,omitzero"`
	Levels   []Level `toml:"levels" json:"levels,omitzero"`
	Take     string  `toml:"take" json:"take,omitzero"`
	// Contributions tells that the output, of JSON, says by how much each
	// column moved the score: {column: number} or [[column, number], ...].
	Contributions bool   `toml:"contributions" json:"contributions,omitzero"`
	Unit          string `toml:"unit" json:"unit,omitzero"`
	Description   string `toml:"description" json:"description,omitzero"`
	Line          int    `toml:"-" json:"-"`
}

// An Example is a golden example: records and what predict gave for them.
type Example struct {
	Records   string  `toml:"records"`
	Expect    string  `toml:"expect"`
	RTol      float64 `toml:"rtol"`
	ATol      float64 `toml:"atol"`
	Unordered bool    `toml:"unordered"`
	Line      int     `toml:"-"`
}

// Latency is [latency], a gate for bench and check. Zero means no gate.
type Latency struct {
	P50  Duration `toml:"p50"`
	P90  Duration `toml:"p90"`
	P99  Duration `toml:"p99"`
	Load Duration `toml:"load"`
}

// Records is [records]: how record files are written.
type Records struct {
	Encoding  string `toml:"encoding"`  // "utf-8" (default) or "cp1252"
	Delimiter string `toml:"delimiter"` // one character; default by the file's name
	Headers   string `toml:"headers"`   // "exact" (default) or "any-case"
}

// A Waiver accepts a finding for a while; it is shown, never hidden.
type Waiver struct {
	Rule   string    `toml:"rule"`
	Reason string    `toml:"reason"`
	Until  time.Time `toml:"until"` // from a TOML local date, zero without one; the waiver holds through that day
	Line   int       `toml:"-"`
}

// Environment is [environment]: what the model is promised to find.
type Environment struct {
	Threads   int               `toml:"threads"` // default 1
	Variables map[string]string `toml:"variables"`
}

// Image is [image]: what an image model takes.
type Image struct {
	Modes       []string `toml:"modes"`       // PIL modes, e.g. RGB, L; default RGB
	Convert     string   `toml:"convert"`     // "convert" (default) or "reject": what happens to other modes
	Layout      string   `toml:"layout"`      // "CHW" (default) or "HWC"
	DType       string   `toml:"dtype"`       // "uint8" (default) or "float32"
	Scale       string   `toml:"scale"`       // "" or "0-1"
	Orientation string   `toml:"orientation"` // "as-stored" (default) or "applied"
	Batch       int      `toml:"batch"`       // 0: one JPEG a call, not in a list
	Source      string   `toml:"source"`
}

// KeyColumn is the name of an image model's key column, which holds a file's
// name relative to its folder or archive; ImageColumn holds its bytes.
const (
	KeyColumn   = "file"
	ImageColumn = "image"
)
