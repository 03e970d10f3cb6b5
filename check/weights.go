package check

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"handoff/schema"
)

// A weightsFile is what py/weights.py tells of one file of a resource.
type weightsFile struct {
	Resource string        `json:"resource"` // its keyword, "" for what the package brings along
	Path     string        `json:"path"`
	Kind     string        `json:"kind"` // torch, torchscript, pickle, numpy, zip, or "" where it holds no pickle
	Globals  []globalFact  `json:"globals"`
	Versions []versionFact `json:"versions"`
	Error    string        `json:"error"` // why it could not be read to its end
}

// A globalFact is one global that a pickle would import.
type globalFact struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	Offset int64  `json:"offset"` // of its opcode in the file or member, in bytes
	Member string `json:"member"` // of a zip or tar, "" for the file itself
}

// A versionFact is what a pickled object says of what wrote it.
type versionFact struct {
	Name    string `json:"name"` // e.g. "sklearn"
	Version string `json:"version"`
	Of      string `json:"of"` // its class
}

func (g globalFact) String() string { return g.Module + "." + g.Name }

func (g globalFact) root() string {
	root, _, _ := strings.Cut(g.Module, ".")
	return root
}

// scanWeights looks into every resource that is there, and every further
// pickle, loading none.
func scanWeights(ctx context.Context, host scripter, c *schema.Contract, pickles []string) ([]weightsFile, error) {
	type resource struct {
		Name   string `json:"name"`
		Path   string `json:"path"`
		Pickle bool   `json:"pickle"` // the contract gives it to torch.load
	}
	list := []resource{}
	for name, r := range c.Load.Resources {
		path := c.InDir(r.Path)
		if _, err := os.Stat(path); err == nil {
			list = append(list, resource{name, path, c.Load.Torch == name})
		}
	}
	slices.SortFunc(list, func(a, b resource) int { return cmp.Compare(a.Name, b.Name) })
	for _, path := range pickles {
		if !slices.ContainsFunc(list, func(r resource) bool { return r.Path == path }) {
			list = append(list, resource{Path: path})
		}
	}
	var answer struct {
		Files []weightsFile `json:"files"`
	}
	if err := run(ctx, host, map[string]any{"resources": list, "endings": pickleEndings}, &answer, "scan", "weights"); err != nil {
		return nil, fmt.Errorf("scanning the weights: %w", err)
	}
	unread := func(w weightsFile) bool { return w.Resource == "" && w.Error != "" } // named like a pickle, and something else
	return slices.DeleteFunc(answer.Files, unread), nil
}

// pickleEndings are those of files that hold pickles.
var pickleEndings = []string{".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".sav"}

// packagedPickles lists the pickles that the package brings along, or the
// wheel that they are in.
func packagedPickles(project string) ([]string, error) {
	if isWheel(project) {
		return []string{project}, nil
	}
	names, err := packageFiles(os.DirFS(project), true, pickleEndings...)
	for i, name := range names {
		names[i] = filepath.Join(project, filepath.FromSlash(name))
	}
	return names, err
}

// torchGlobals are those that torch 2.3's weights_only unpickler admits
// (torch/_weights_only_unpickler.py).
var torchGlobals = anyOf(
	`collections\.OrderedDict`,
	`torch\.(Size|Tensor|bool|(complex|float|bfloat|u?int|qu?int)\d+(_\w+)?)`,
	`torch\.(cuda\.|sparse\.|cuda\.sparse\.)?\w+(Tensor|Storage)`,
	`torch\.storage\.\w*Storage`, `torch\.nn\.parameter\.(Parameter|Buffer)`, `torch\.serialization\._get_layout`,
	`torch\._utils\._rebuild_\w+`, `torch\._tensor\._rebuild_from_type_v2`,
)

// plainGlobals are further ones that can do nothing but make plain data:
// numpy's own reconstructors, and the standard library's containers, times
// and numbers.
var plainGlobals = anyOf(
	`torch\.(device|layout|memory_format)`,
	`collections\.(defaultdict|Counter|deque)`,
	`numpy\.(dtype|ndarray|bool_|str_|bytes_|(float|int|uint|complex)\d+|datetime64|timedelta64)`, `numpy\.(_?core)\.(multiarray\.(_reconstruct|scalar)|numeric\._frombuffer)`,
	`joblib\.numpy_pickle\.NumpyArrayWrapper`, `numpy\.(matrixlib\.defmatrix\.)?matrix`,
	`_codecs\.encode`, `copyreg\._reconstructor`,
	`(builtins|__builtin__)\.(object|set|frozenset|bytearray|bytes|complex|slice|range|int|float|str|bool|list|tuple|dict)`,
	`datetime\.(date|time|datetime|timedelta|timezone)`, `decimal\.Decimal`, `fractions\.Fraction`, `uuid\.UUID`,
	`pathlib\.(Pure)?(Posix|Windows)?Path`, `argparse\.Namespace`, `types\.SimpleNamespace`,
)

func anyOf(names ...string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + strings.Join(names, `|`) + `)$`)
}

// beyondTorch lists the globals of a file that torch's weights_only unpickler
// refuses, each once, by its first offset.
func (w weightsFile) beyondTorch() []globalFact {
	var found []globalFact
	for _, g := range w.Globals {
		script := w.Kind == "torchscript" && g.root() == "__torch__" // a name within the file, not an import
		known := slices.ContainsFunc(found, func(f globalFact) bool { return f.String() == g.String() })
		if !script && !known && !torchGlobals.MatchString(g.String()) {
			found = append(found, g)
		}
	}
	return found
}

// beyondPlain lists those of them that are no plain data.
func (w weightsFile) beyondPlain() []globalFact {
	return slices.DeleteFunc(w.beyondTorch(), globalFact.isPlain)
}

func (g globalFact) isPlain() bool { return plainGlobals.MatchString(g.String()) }
