// Command lint holds the repository to what no other linter knows: which
// folder may import which, where cgo and unsafe may stand, and that nothing
// names this machine or a package registry. It prints one refusal a line,
// with its reason, and exits 1 where there is any.
package main

import (
	"fmt"
	"os"
	"slices"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	refusals, err := lint(root)
	for _, r := range refusals {
		fmt.Println(r)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "lint:", err)
		os.Exit(2)
	case len(refusals) > 0:
		os.Exit(1)
	}
}

func lint(root string) ([]string, error) {
	edges, err := readEdges(root)
	if err != nil {
		return nil, err
	}
	files, err := trackedFiles(root)
	if err != nil {
		return nil, err
	}
	refusals, err := lintImports(root, files, edges)
	if err != nil {
		return nil, err
	}
	places, err := lintPlaces(root, files)
	if err != nil {
		return nil, err
	}
	return slices.Concat(refusals, places), nil
}
