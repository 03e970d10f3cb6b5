package check

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

var (
	// trainedWith are words by which a record of a training is known.
	trainedWith = regexp.MustCompile(`(?i)learning[ _-]?rate|\blr\b|epochs?\b|batch[ _-]?size|\bseed\b|weight[ _-]?decay|optimi[sz]er|hyper[ _-]?param|` +
		`regulari[sz]ation|\bl[12][ _-]?(penalty|ratio)|n[ _]estimators|num[ _](boost|leaves|rounds)|max[ _]depth|max[ _]iter|min[ _]samples|` +
		`cross[ -]validat|early[ _-]?stopping|training[ _](config|param|arg|setting)|trained (with|for|at|by|using)`)
	// trainedAt are words by which the record of a commit or release is known.
	trainedAt = regexp.MustCompile(`(?i)commit|revision|\bgit\b|\bsha\b|version|\b[0-9a-f]{40}\b`)
)

// trainingRecords are the texts in which a record of the training may stand:
// the resources themselves, the texts beside them, the configs, and the
// project's own documents.
func (s *subject) trainingRecords(weights []string) [][]byte {
	files := slices.Clone(weights)
	for _, name := range s.resourceNames(true) {
		files = append(files, s.resourcePath(name))
	}
	for _, file := range weights {
		files = append(files, textsIn(filepath.Dir(file), file)...)
	}
	for _, dir := range []string{s.project, filepath.Join(s.project, "docs")} {
		files = append(files, documentsIn(dir)...)
	}
	texts := make([][]byte, 0, len(files))
	for _, file := range files {
		texts = append(texts, firstOf(file))
	}
	return texts
}

// textsIn lists what is written beside weights, and in them where they are a folder.
func textsIn(dirs ...string) []string {
	return globbed(dirs, "*.json", "*.yaml", "*.yml", "*.toml", "*.md", "*.txt", "*.ini", "*.cfg")
}

func documentsIn(dir string) []string {
	return globbed([]string{dir}, "README*", "*.md", "*.rst")
}

func globbed(dirs []string, patterns ...string) []string {
	var files []string
	for _, dir := range dirs {
		for _, pattern := range patterns {
			found, _ := filepath.Glob(filepath.Join(dir, pattern)) // it fails for a bad pattern alone
			files = append(files, found...)
		}
	}
	return files
}

// firstOf is the beginning of a file, where a checkpoint has its own data,
// before the tensors; nothing where it cannot be read.
func firstOf(path string) []byte {
	const enough = 4 << 20
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	text, _ := io.ReadAll(io.LimitReader(file, enough)) // of a folder, nothing
	return text
}

func anyMatch(texts [][]byte, words *regexp.Regexp) bool {
	return slices.ContainsFunc(texts, words.Match)
}
