package check

import (
	"fmt"
	"os"
	"path/filepath"

	"handoff/records"
	"handoff/schema"
)

// newSubject reads the contract, if there is one.
func newSubject(dir string, opt Options) (*subject, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &subject{opt: opt, dir: dir, project: dir, causes: map[string]cause{}, missing: map[missingCall]*call{}}
	contract, err := schema.Read(filepath.Join(dir, schema.FileName))
	if isMissing(err) && holdsAnything(dir) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := readRecords(contract, opt); err != nil {
		return nil, err
	}
	s.contract = contract
	s.project = contract.InDir(contract.Model.Project)
	if _, err := os.Stat(s.project); err != nil {
		return nil, fmt.Errorf("%s: [model] project = %q: %w: name the folder with pyproject.toml, or a .whl",
			contract.Path, contract.Model.Project, err)
	}
	return s, nil
}

// readRecords sees to it that the records given can be read at all, before
// anything slow begins.
func readRecords(c *schema.Contract, opt Options) error {
	if len(opt.Records) == 0 {
		return nil
	}
	source, err := records.Open(c, opt.Records, opt.reading())
	if err != nil {
		return err
	}
	return source.Close()
}
