package check

import (
	"path/filepath"
	"slices"
	"strings"

	"handoff/wrapper"
)

// An installed is the fresh environment as its own records describe it.
type installed struct {
	// providers are the distributions (normalised names) that bring a
	// top-level import name: sklearn is brought by scikit-learn.
	providers map[string][]string
	// metadata is that of the hand-off's wheel.
	metadata *wrapper.Project
	// files are those of the hand-off's wheel, relative to site-packages.
	files []string
	// distributions are all that are installed.
	distributions []wrapper.Distribution
}

func readInstalled(env *wrapper.Environment) (*installed, error) {
	distributions, err := env.Distributions()
	if err != nil {
		return nil, err
	}
	in := &installed{providers: map[string][]string{}, distributions: distributions}
	for _, d := range distributions {
		for _, file := range d.Files {
			in.provide(file, wrapper.NormalName(d.Name))
		}
		if d.Own {
			in.files = d.Files
			in.metadata = &d.Project
		}
	}
	return in, nil
}

// provide notes the top-level import name that a file makes importable.
func (in *installed) provide(file, name string) {
	top, rest, nested := strings.Cut(filepath.ToSlash(file), "/")
	isCode := strings.HasSuffix(file, ".py") || strings.HasSuffix(file, ".so")
	if !isCode || top == ".." || strings.HasSuffix(top, ".dist-info") || strings.Contains(rest, "__pycache__") {
		return
	}
	if !nested {
		top, _, _ = strings.Cut(top, ".")
	}
	if !slices.Contains(in.providers[top], name) {
		in.providers[top] = append(in.providers[top], name)
	}
}
