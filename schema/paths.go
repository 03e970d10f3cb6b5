package schema

import "path/filepath"

// InDir is where a path of the contract leads, seen from the working directory.
func (c *Contract) InDir(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Dir, path)
}

// SourceDir is the folder of the project's source; of a wheel, the one it lies in.
func (c *Contract) SourceDir() string {
	project := c.InDir(c.Model.Project)
	if filepath.Ext(project) == ".whl" {
		return filepath.Dir(project)
	}
	return project
}
