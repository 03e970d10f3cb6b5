package score

import (
	"fmt"
	"os"

	"handoff/records"
)

// A snapshot is how the inputs stood when a run began to read them, in their
// order. A receipt that names one file's hash must not speak of another's
// scores.
type snapshot struct {
	paths   []string
	files   []string // where their content lies
	infos   []os.FileInfo
	folders []records.Folder // of a file its bytes alone
	bytes   int64            // in all
}

func newSnapshot(paths []string, w *work) (snapshot, error) {
	s := snapshot{paths: paths}
	for _, path := range paths {
		s.files = append(s.files, w.input(path))
		info, err := os.Stat(w.input(path))
		if err != nil {
			return s, fmt.Errorf("records: %w", err)
		}
		s.infos = append(s.infos, info)
		folder := records.Folder{Bytes: info.Size()}
		if info.IsDir() {
			if folder, err = records.LookAt(w.input(path)); err != nil {
				return s, err
			}
		}
		s.folders = append(s.folders, folder)
		s.bytes += folder.Bytes
	}
	return s, nil
}

// holds tells whether the inputs still stand as they did.
func (s snapshot) holds() error {
	for i, then := range s.infos {
		now, err := os.Stat(s.files[i])
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		folder := s.folders[i]
		if now.IsDir() {
			if folder, err = records.LookAt(s.files[i]); err != nil {
				return err
			}
		}
		if folder != s.folders[i] || !os.SameFile(then, now) || now.Size() != then.Size() || !now.ModTime().Equal(then.ModTime()) {
			return fmt.Errorf("%s: changed while it was scored: score it again when nothing writes to it", s.paths[i])
		}
	}
	return nil
}
