package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// trackedFiles lists the files that are in the repository or about to be.
func trackedFiles(root string) ([]string, error) {
	cmd := exec.Command("git", "ls-files", "-co", "--exclude-standard", "--deduplicate")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the repository's files: %w", err)
	}
	var files []string
	for file := range strings.Lines(string(out)) {
		file = strings.TrimSuffix(file, "\n")
		if info, err := os.Stat(filepath.Join(root, file)); err == nil && info.Mode().IsRegular() {
			files = append(files, file)
		}
	}
	return files, nil
}

// registries are the hosts of package registries. A hospital has its own
// index, set in its environment; a host in a file would go around that.
// They are written in pieces so that this file does not name them either.
var registries = []string{
	"pypi" + ".org", "pythonhosted" + ".org", "download.pytorch" + ".org", "conda.anaconda" + ".org",
	"proxy.golang" + ".org", "registry.npmjs" + ".org",
}

// lintPlaces refuses the paths of this machine and the hosts of registries.
func lintPlaces(root string, files []string) ([]string, error) {
	places, err := machinePaths(root)
	if err != nil {
		return nil, err
	}
	var refusals []string
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(text, 0) >= 0 {
			continue // no text
		}
		n := 0
		for line := range bytes.Lines(text) {
			n++
			if found := places.Find(line); found != nil {
				refusals = append(refusals, fmt.Sprintf("%s:%d: names %s: a path of this machine or a package registry holds for no one else", file, n, bytes.TrimSpace(found)))
			}
		}
	}
	return refusals, nil
}

// machinePaths matches the registries, and the folders of the user and of
// the repository where they are longer than what anyone might write.
func machinePaths(root string) (*regexp.Regexp, error) {
	var parts []string
	for _, host := range registries {
		parts = append(parts, `\b`+regexp.QuoteMeta(host)+`\b`)
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{absolute, os.Getenv("HOME"), "/root"} {
		if len(dir) > 1 {
			parts = append(parts, `(?:^|[\s"'=:(`+"`"+`])`+regexp.QuoteMeta(dir)+`/`)
		}
	}
	return regexp.Compile(strings.Join(parts, "|"))
}
