package wrapper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A Resolver asks uv which versions of distributions there are as wheels for
// this CPython 3.8 on Linux x86-64. It installs and builds nothing.
type Resolver struct {
	builder *envBuilder
	tool    tool
	dir     string
}

// ErrNoResolver says that there is no uv to ask; pip cannot be asked.
var ErrNoResolver = errors.New("there is no uv to ask")

// NewResolver finds uv, or fetches it. The caller closes the Resolver.
func NewResolver(ctx context.Context) (*Resolver, error) {
	b, err := newEnvBuilder(ctx, EnvOptions{})
	if err != nil {
		return nil, err
	}
	r := &Resolver{builder: b}
	if r.tool, err = b.tool(ctx); err != nil {
		return nil, err
	}
	if r.tool.uv == "" {
		return nil, ErrNoResolver
	}
	r.dir, err = os.MkdirTemp("", "handoff-resolve-")
	return r, err
}

// Close removes what the Resolver wrote.
func (r *Resolver) Close() { os.RemoveAll(r.dir) }

// A Question is a set of requirements, as PEP 508 writes them, and of
// constraints, as pip's -c takes them.
type Question struct {
	Requirements []string
	Constraints  []string
	Alone        bool // without what the requirements pull in
}

// A Refusal says why no versions meet a [Question].
type Refusal struct {
	Said string // by uv; no URLs or hosts
}

func (r *Refusal) Error() string { return r.Said }

var notThere = regexp.MustCompile(`(?i)there (?:is|are) no versions? of|was not found in|only .{1,300}? (?:is|are) available`)

// NotThere tells whether it is because a version, or a distribution, does not
// exist at all, rather than for want of a wheel.
func (r *Refusal) NotThere() bool { return notThere.MatchString(r.Said) }

// Resolve gives the newest versions that meet a question, by normalised name.
// Where none do the error is a *Refusal; where the index could not be asked,
// another.
func (r *Resolver) Resolve(ctx context.Context, q Question) (map[string]string, error) {
	out, constraints := filepath.Join(r.dir, "resolved.txt"), filepath.Join(r.dir, "constraints.txt")
	if err := os.WriteFile(constraints, []byte(strings.Join(q.Constraints, "\n")+"\n"), 0o600); err != nil {
		return nil, err
	}
	os.Remove(out) // what it holds would be preferred
	asked := step{name: "resolve", dir: r.dir, argv: r.tool.resolve(r.builder.python, out, constraints, q.Alone), stdin: strings.Join(q.Requirements, "\n") + "\n"}
	err := r.builder.run(ctx, asked)
	var refused *InstallError
	if errors.As(err, &refused) && strings.Contains(refused.Output, "No solution found") {
		_, said, _ := strings.Cut(refused.Output, "No solution found")
		_, said, _ = strings.Cut(said, "\n")
		return nil, &Refusal{Said: strings.TrimPrefix(strings.TrimSpace(said), "cause: ")}
	}
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("reading what uv resolved: %w", err)
	}
	return pinsIn(string(text)), nil
}

// pinsIn reads lines such as "numpy==1.24.4".
func pinsIn(text string) map[string]string {
	pins := map[string]string{}
	for line := range strings.Lines(text) {
		requirement, _, _ := strings.Cut(line, "#")
		if r, err := ParseRequirement(requirement); err == nil {
			pins[NormalName(r.Name)], _ = r.Pin()
		}
	}
	return pins
}

// Constraints are the pins that come with a project: the name of the file
// they stand in, "" where there is none, and one line each.
func Constraints(project string) (name string, pins []string, err error) {
	c, err := readConstraints(project)
	for line := range strings.Lines(c.text) {
		line, _, _ = strings.Cut(line, " #")
		if _, err := ParseRequirement(strings.TrimSuffix(strings.TrimSpace(line), "\\")); err == nil && !strings.HasPrefix(line, "#") {
			pins = append(pins, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "\\")))
		}
	}
	return c.name, pins, err
}
