package mutants

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// A workbench is what a run works with.
type workbench struct {
	workers []*checker
	results *results
	dir     string // for copies of the programs and the scripts
}

func (b *workbench) release() { os.RemoveAll(b.dir) }

// prepare copies the programs, so that another build in the meantime does
// not change what is judged, and finds the results of this very build.
func (s settings) prepare() (*workbench, error) {
	out, err := filepath.Abs(s.out)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return nil, err
	}
	b := &workbench{dir: dir}
	build, err := b.copyPrograms(s.handoff, s.host)
	if err != nil {
		return b, err
	}
	if b.results, err = readResults(filepath.Join(out, build+".jsonl")); err != nil {
		return b, err
	}
	wheels, err := uvCache()
	if err != nil {
		return b, err
	}
	m, err := newMaker(s.python, dir)
	for i := range s.parallel {
		b.workers = append(b.workers, &checker{
			maker: m, handoff: filepath.Join(dir, filepath.Base(s.handoff)), host: filepath.Join(dir, filepath.Base(s.host)),
			cache: filepath.Join(out, fmt.Sprintf("cache-%d", i)), wheels: wheels, limit: s.limit,
		})
	}
	return b, err
}

// uvCache is where uv keeps its wheels when nobody says otherwise.
func uvCache() (string, error) {
	if set := os.Getenv("UV_CACHE_DIR"); set != "" {
		return set, nil
	}
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "uv"), err
}

// copyPrograms copies handoff and its host into the workbench, and names the
// build: what they are, and what makes the slips. What operators.toml says of
// rules is no part of it, for outcomes stay the same.
func (b *workbench) copyPrograms(handoff, host string) (string, error) {
	hash := sha256.New()
	for _, from := range []string{handoff, host} {
		program, err := os.ReadFile(from)
		if err != nil {
			return "", err
		}
		hash.Write(program)
		if err := os.WriteFile(filepath.Join(b.dir, filepath.Base(from)), program, 0o755); err != nil {
			return "", err
		}
	}
	sources, err := scripts.ReadDir("py")
	for _, source := range sources {
		text, _ := scripts.ReadFile("py/" + source.Name()) // embedded
		hash.Write(text)
	}
	return hex.EncodeToString(hash.Sum(nil))[:12], err
}
