package score

import (
	"context"
	"errors"
	"os"
	"slices"

	"handoff/records"
)

// stdin is where the content of [records.Stdin] lies.
func (w *work) stdin() string { return w.path("stdin") }

// input is where a path's content lies.
func (w *work) input(path string) string { return records.Options{Stdin: w.stdin()}.File(path) }

// spool writes what was piped to a file of the run's folder. It does not wait for a
// pipe that stays silent when the run is ended.
func (r *run) spool(ctx context.Context) error {
	if !slices.Contains(r.Records, records.Stdin) {
		return nil
	}
	f, err := os.OpenFile(r.work.stdin(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(records.Spool(ctx, r.Stdin, f), f.Close())
}
