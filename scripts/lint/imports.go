package main

import (
	"bufio"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The module's name, as its own packages are imported.
const module = "handoff/"

// edges says which folders a folder may import. It is the table of
// CONTRIBUTING.md, so that what is written there is what holds.
type edges map[string][]string

var tableRow = regexp.MustCompile("^\\| `([a-z/-]+)/` \\|.*\\| ([^|]+) \\|$")

func readEdges(root string) (edges, error) {
	f, err := os.Open(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	allowed, but := edges{}, map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		m := tableRow.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		folder, may := m[1], strings.TrimSpace(m[2])
		switch except, all := strings.CutPrefix(may, "all but "); {
		case all:
			allowed[folder], but[folder] = nil, except
		case may == "nothing of ours":
			allowed[folder] = nil
		default:
			allowed[folder] = strings.Split(may, ", ")
		}
	}
	if len(allowed) == 0 {
		return nil, fmt.Errorf("CONTRIBUTING.md: expected the table of folders and what they may import")
	}
	for folder, except := range but {
		for other := range allowed {
			if other != except {
				allowed[folder] = append(allowed[folder], other)
			}
		}
	}
	return allowed, nil
}

// folderOf is the folder of the table that a path lies in, or "".
func (e edges) folderOf(name string) string {
	for ; name != "."; name = path.Dir(name) {
		if _, known := e[name]; known {
			return name
		}
	}
	return ""
}

// lintImports reads every Go file's imports. Tests may use any folder, but
// cgo and unsafe are bridge's there as well.
func lintImports(root string, files []string, allowed edges) ([]string, error) {
	var refusals []string
	for _, file := range files {
		if path.Ext(file) != ".go" || strings.Contains(file, "testdata/") {
			continue
		}
		from := allowed.folderOf(path.Dir(file))
		if from == "" {
			refusals = append(refusals, file+": its folder is not in CONTRIBUTING.md's table: say there what it holds and what it may import")
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, filepath.Join(root, file), nil, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			if reason := allowed.refuse(from, file, imported); reason != "" {
				refusals = append(refusals, fmt.Sprintf("%s:%d: %s", file, set.Position(spec.Pos()).Line, reason))
			}
		}
	}
	return refusals, nil
}

// refuse says why a file of a folder may not import a package, or "".
func (e edges) refuse(from, file, imported string) string {
	unchecked := imported == "C" || imported == "unsafe" || strings.HasSuffix(imported, "/go-python3")
	if unchecked && from != "bridge" {
		return fmt.Sprintf("imports %q: memory that Go does not check is touched in bridge/ alone, where it is reviewed for who owns what", imported)
	}
	inner, ours := strings.CutPrefix(imported, module)
	to := e.folderOf(inner)
	if !ours || from == to || strings.HasSuffix(file, "_test.go") || slices.Contains(e[from], to) {
		return ""
	}
	return fmt.Sprintf("imports %q: data go one way through the folders, and CONTRIBUTING.md's table does not let %s/ import %s/", imported, from, to)
}
