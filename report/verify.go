package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ReadReceipt reads a receipt that a run left.
func ReadReceipt(path string) (*Receipt, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	r := &Receipt{}
	err = json.Unmarshal(text, r)
	if err == nil && r.Command == "" {
		err = errors.New("it names no command")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: is no receipt: %w: expected one such as OUT.receipt.json beside an output", path, err)
	}
	return r, r.locate(path)
}

// Verify reads the files again that a receipt names, each at its Place, and says what is no longer so, nothing
// where all is. The wheel, which is the environment's, is among them where it is
// still there. What was piped is not, which is gone.
func (r *Receipt) Verify(ctx context.Context) (faults []string, err error) {
	for _, then := range r.files() {
		then.Path = r.Place(then.Path)
		now, err := HashFile(ctx, then.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			faults = append(faults, fmt.Sprintf("%s: is not there", then.Path))
		case err != nil:
			return nil, err
		case now != then:
			faults = append(faults, fmt.Sprintf("%s: has changed: expected %d bytes with SHA-256 %s, seen %d with %s",
				then.Path, then.Bytes, then.SHA256, now.Bytes, now.SHA256))
		}
	}
	if c := r.Counts; c["read"] != c["scored"]+c["rejected"] {
		faults = append(faults, fmt.Sprintf("counts: %d records were read, yet %d scored and %d rejected", c["read"], c["scored"], c["rejected"]))
	}
	return faults, nil
}

// files are all files of a run that lie where the receipt says.
func (r *Receipt) files() []File {
	piped := func(f File) bool { return f.Path == "-" }
	files := append(slices.DeleteFunc(slices.Concat(r.Inputs, r.Outputs), piped), r.Model.Contract)
	for _, f := range r.Model.Resources {
		if !filepath.IsAbs(f.Path) {
			f.Path = filepath.Join(filepath.Dir(r.Model.Contract.Path), f.Path)
		}
		files = append(files, f)
	}
	if wheel := r.Model.Wheel; wheel != nil {
		if _, err := os.Stat(r.Place(wheel.Path)); err == nil {
			files = append(files, *wheel)
		}
	}
	return files
}
