package schema

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The words that the contract knows, also of its JSON schema.
var (
	forms        = []Form{FormDataFrame, FormArray, FormTensor, FormRecord, FormArguments, FormBytes, FormPIL}
	rowsWords    = []Rows{RowsOne, RowsKey, RowsKeys}
	nullWords    = []Null{NullNone, NullNaN, NullNA, NullNaT}
	resourceAs   = []string{"path", "dict", "bytes"}
	comparators  = []string{"reject", "drop", "missing"}
	unreadables  = []string{"reject", "missing"}
	ambiguous    = []string{"reject", "earlier", "later", "missing"}
	nonexistent  = []string{"reject", "shift_forward", "shift_backward", "missing"}
	encodings    = []string{"utf-8", "cp1252"}
	headerWords  = []string{"exact", "any-case"}
	elementTypes = []Kind{Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, Float32, Float64, Bool}
	imageForms   = []Form{FormBytes, FormPIL, FormTensor}
	// imageModes are the modes to which Pillow can convert a JPEG.
	imageModes   = []string{"1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F"}
	conversions  = []string{"convert", "reject"}
	layouts      = []string{"CHW", "HWC"}
	pixelTypes   = []string{"uint8", "float32"}
	scales       = []string{"", "0-1"}
	orientations = []string{"as-stored", "applied"}
)

const (
	pythonName = `[\p{L}_][\p{L}\p{N}_]*`
	dottedName = pythonName + `(\.` + pythonName + `)*`
)

var (
	moduleCall = regexp.MustCompile(`^` + dottedName + `:` + dottedName + `$`)
	attribute  = regexp.MustCompile(`^` + dottedName + `$`)
	parameter  = regexp.MustCompile(`^` + pythonName + `$`)
	ruleName   = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9]+(-[a-z0-9]+)*$`)
)

// verify notes what is wrong with the contract beyond the types of its values.
func (d *document) verify(c *Contract) {
	d.verifyModel(c.Model)
	if d.has(root.key("load")) || c.Predict.needsModel() {
		d.verifyLoad(c.Load)
	}
	d.verifyPredict(c)
	d.verifyInput(c)
	d.verifyColumns(c)
	d.verifyOutputs(c)
	d.verifyExamples(c.Examples)
	d.verifyRecords(c.Records)
	d.verifyWaivers(c.Waivers)
	d.verifyEnvironment(c.Environment)
	d.verifyImage(c)
}

var root path

// need notes a text that the contract must have and has not.
func (d *document) need(p path, key, got, what string) bool {
	if got == "" {
		d.fault(p.key(key), "missing: write %s", what)
	}
	return got != ""
}

// oneOf notes a word that is none of the known ones.
func oneOf[T ~string](d *document, p path, got T, known []T) bool {
	if slices.Contains(known, got) {
		return true
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	hint := "write " + quotedList(known)
	if near := Nearest(string(got), words); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.fault(p, "%q is not known here: %s", string(got), hint)
	return false
}

func (d *document) verifyModel(m ModelInfo) {
	p := root.key("model")
	d.need(p, "name", m.Name, "the model's name")
	d.need(p, "project", m.Project, `the folder with pyproject.toml, or a .whl`)
}

func (d *document) verifyLoad(l Load) {
	p := root.key("load")
	switch {
	case l.Call != "" && l.Torch != "":
		d.fault(p.key("torch"), "beside call: keep the one that makes the model")
	case l.Torch != "":
		if _, ok := l.Resources[l.Torch]; !ok {
			d.fault(p.key("torch"), "%q is no resource: name its file in [load.resources]", l.Torch)
		}
	case d.need(p, "call", l.Call, `"pkg.mod:callable", or torch = "resource" for a model that torch.load returns`):
		d.matches(p.key("call"), l.Call, moduleCall, `"pkg.mod:callable"`)
	}
	for _, name := range slices.Sorted(maps.Keys(l.Resources)) {
		d.verifyResource(p.key("resources").key(name), l.Resources[name])
		if _, ok := l.Arguments[name]; ok {
			d.fault(p.key("arguments").key(name), "%q is also a resource: both would be the same keyword", name)
		}
	}
}

func (d *document) verifyResource(p path, r Resource) {
	if r.Path == "" {
		d.fault(p, "missing: write the path of the file or folder")
	}
	oneOf(d, p.key("as"), r.As, resourceAs)
}

// matches notes a text that has not the form it should have.
func (d *document) matches(p path, got string, form *regexp.Regexp, write string) {
	if !form.MatchString(got) {
		d.fault(p, "expected %s, seen %q", write, got)
	}
}

func (d *document) verifyPredict(c *Contract) {
	p := root.key("predict")
	if d.need(p, "call", c.Predict.Call, `an attribute of the loaded model, or "pkg.mod:function"`) {
		d.verifyCallable(p.key("call"), c.Predict.Call)
	}
	if c.Predict.Transform != "" {
		d.verifyCallable(p.key("transform"), c.Predict.Transform)
	}
	d.verifyModelParameter(p, c.Predict)
	d.verifyForm(p, c)
	d.verifyKeys(p, c.Predict, c.Columns)
}

func (d *document) verifyCallable(p path, call string) {
	form, write := attribute, `an attribute of the loaded model, or "pkg.mod:function"`
	if strings.Contains(call, ":") {
		form, write = moduleCall, `"pkg.mod:function"`
	}
	d.matches(p, call, form, write)
}

func (d *document) verifyModelParameter(p path, predict Predict) {
	name := predict.Model
	if name == "" {
		return
	}
	d.matches(p.key("model"), name, parameter, "the name of a parameter")
	if !strings.Contains(predict.Call, ":") {
		d.fault(p.key("model"), `is for a function: call is an attribute of the loaded model`)
	}
	if _, ok := predict.Arguments[name]; ok {
		d.fault(p.key("arguments").key(name), "%q is also model: both would be the same keyword", name)
	}
}
