package check

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"handoff/wrapper"
)

// notAGitRepository finds a hand-off whose files no commit of git holds. An
// archive that states its commit, or a released source distribution, is as good.
//
// Why: when the model misbehaves, somebody must find the code that it was
// made of, and what has changed since (2c).
//
// Example: a folder that was zipped and sent, without its .git
//
// Instead: hand off a clone, or an archive made by git archive with
// .git_archival.txt.
func notAGitRepository(ctx context.Context, s *subject) ([]Finding, error) {
	if why := s.noHistory(); why != "" {
		return nil, notRun(why)
	}
	if wrapper.GitDescribe(ctx, s.project) != "" || s.statesCommit() {
		return nil, nil
	}
	return []Finding{{Message: "the hand-off is not under version control", Declared: "a git repository",
		Seen: "no commit holds its files", Fix: "hand off a clone of the repository"}}, nil
}

// noHistory says why a hand-off need not be a repository, or why nobody can
// tell; "" where it should be one.
func (s *subject) noHistory() string {
	if isWheel(s.project) {
		return "the hand-off is a wheel, which carries no history"
	}
	if _, err := os.Stat(filepath.Join(s.project, "PKG-INFO")); err == nil {
		return "the hand-off is an unpacked source distribution, which carries no history"
	}
	if _, err := exec.LookPath("git"); err != nil {
		return "there is no git to ask"
	}
	return ""
}

var archivedNode = regexp.MustCompile(`(?m)^node: [0-9a-f]{40}`)

// statesCommit tells whether git archive wrote down the commit (gitattributes(5), export-subst).
func (s *subject) statesCommit() bool {
	text, err := os.ReadFile(filepath.Join(s.project, ".git_archival.txt"))
	return err == nil && archivedNode.Match(text)
}

// uncommittedChanges finds a hand-off whose files are not as its commit has
// them: one that git tracks is changed or gone, or a module of the package
// was never added.
//
// Why: the commit is what the receipt names; what was handed off is something
// that nobody can check out again.
//
// Example: a constant mended on the day of the hand-off.
//
// Instead: commit, and tag what is handed off.
func uncommittedChanges(ctx context.Context, s *subject) ([]Finding, error) {
	if why := s.noHistory(); why != "" {
		return nil, notRun(why)
	}
	describe := wrapper.GitDescribe(ctx, s.project)
	if describe == "" {
		return nil, notRun("the hand-off is no git repository")
	}
	changed, untracked, err := wrapper.GitChanges(ctx, s.project)
	if err != nil {
		return nil, err
	}
	for _, file := range untracked {
		if s.isModule(file) {
			changed = append(changed, file)
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	return []Finding{{Message: "the hand-off is not as its commit has it", File: s.shown(filepath.Join(s.project, slices.Min(changed))),
		Declared: "files as of commit " + strings.TrimSuffix(describe, "-dirty"), Seen: "changed: " + shortened(changed, 3), Fix: "commit the changes"}}, nil
}

// isModule tells whether a file of the project is a module of the package.
func (s *subject) isModule(file string) bool {
	shown := s.shown(filepath.Join(s.project, filepath.FromSlash(file)))
	return slices.ContainsFunc(s.packageModules(), func(m moduleFacts) bool { return path.Clean(m.Path) == shown })
}

// versionUntraceable finds weights of which nothing that is handed off with
// them records the hyperparameters that they were trained with, or, where
// they are not in the repository themselves, the commit. A config, a model
// card, a README, a file beside the weights or the checkpoint itself may.
//
// Why: a model that must be mended or trained again can be, only if somebody
// still knows how it came to be (2c).
//
// Example: weights.pt alone, out of git, "the one from March".
//
// Instead: write the commit, the seed and the hyperparameters into the
// checkpoint or a file beside it.
func versionUntraceable(ctx context.Context, s *subject) ([]Finding, error) {
	var weights []string
	for _, name := range s.resourceNames(false) {
		weights = append(weights, s.resourcePath(name))
	}
	if len(weights) == 0 {
		return nil, notRun("the contract names no weights that are there")
	}
	var lacks []string
	records := s.trainingRecords(weights)
	if !anyMatch(records, trainedWith) {
		lacks = append(lacks, "hyperparameters")
	}
	if wrapper.GitDescribe(ctx, s.project) != "" && !wrapper.GitTracks(ctx, weights[0]) && !anyMatch(records, trainedAt) {
		lacks = append(lacks, "commit")
	}
	if len(lacks) == 0 {
		return nil, nil
	}
	what := strings.Join(lacks, " and ")
	return []Finding{{Message: fmt.Sprintf("nothing records the %s that the weights were trained with", what), File: s.shown(weights[0]),
		Declared: "weights that can be made again", Seen: "no word of it beside the weights, in the config or in a README",
		Fix: fmt.Sprintf("write the %s into a file beside the weights", what)}}, nil
}
