package wrapper

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// pythonCandidates lists where a python3.8 may be, in the order in which
// they are tried. scripts/find-python keeps the same order.
func pythonCandidates() []string {
	return slices.Concat(onPath("python3.8"), pyenvPythons(), uvPythons(), condaPythons())
}

// onPath lists every executable of that name on PATH, not just the first.
func onPath(name string) []string {
	var found []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			found = append(found, path)
		}
	}
	return found
}

// pyenvPythons looks in PYENV_ROOT and the home folder, and beside PATH's
// folders, since a job may have pyenv's shims on PATH and another home.
func pyenvPythons() []string {
	roots := []string{os.Getenv("PYENV_ROOT"), underHome(".pyenv")}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if base := filepath.Base(dir); base == "shims" || base == "bin" {
			roots = append(roots, filepath.Dir(dir))
		}
	}
	var found []string
	for _, root := range roots {
		found = append(found, newestFirst(root, "versions/3.8*/bin/python3.8")...)
	}
	return found
}

func uvPythons() []string {
	return newestFirst(uvPythonDir(), "cpython-3.8*/bin/python3.8")
}

// uvPythonDir is where uv keeps the Pythons it installs.
func uvPythonDir() string {
	if dir := os.Getenv("UV_PYTHON_INSTALL_DIR"); dir != "" {
		return dir
	}
	if data := os.Getenv("XDG_DATA_HOME"); data != "" {
		return filepath.Join(data, "uv", "python")
	}
	return underHome(".local/share/uv/python")
}

func condaPythons() []string {
	found := newestFirst(os.Getenv("CONDA_PREFIX"), "bin/python3.8")
	for _, root := range []string{underHome("miniconda3"), underHome("anaconda3"), underHome("miniforge3"), "/opt/conda"} {
		found = append(found, newestFirst(root, "bin/python3.8")...)
		found = append(found, newestFirst(root, "envs/*/bin/python3.8")...)
	}
	return found
}

// underHome is a path in the user's home folder, or "" where there is none.
func underHome(path string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, path)
}

var patchNumber = regexp.MustCompile(`3\.8\.(\d+)`)

// newestFirst lists what matches a pattern under a root that may be "", the
// highest 3.8.x first.
func newestFirst(root, pattern string) []string {
	if root == "" {
		return nil
	}
	found, _ := filepath.Glob(filepath.Join(root, pattern)) // the pattern is well formed
	patch := func(path string) int {
		m := patchNumber.FindStringSubmatch(path)
		if m == nil {
			return -1
		}
		n, _ := strconv.Atoi(m[1])
		return n
	}
	slices.SortStableFunc(found, func(a, b string) int { return patch(b) - patch(a) })
	return found
}
