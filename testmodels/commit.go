package testmodels

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Commit makes dir a git repository with one commit of all that lies in it,
// the same one whenever and by whomever it is made. One that is a repository
// stays as it is.
func Commit(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		return nil
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"commit", "-q", "-m", "hand-off"}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=authors", "GIT_AUTHOR_EMAIL=authors@example.org", "GIT_AUTHOR_DATE=2025-04-01T12:00:00Z",
			"GIT_COMMITTER_NAME=authors", "GIT_COMMITTER_EMAIL=authors@example.org", "GIT_COMMITTER_DATE=2025-04-01T12:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s in %s: %w: %s", args[0], dir, err, out)
		}
	}
	return nil
}
