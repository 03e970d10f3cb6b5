package score

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"handoff/records"
	"handoff/report"
)

// stdin is where the content of [records.Stdin] lies.
func (w *work) stdin() string { return w.path("stdin") }

// input is where a path's content lies.
func (w *work) input(path string) string {
	if path == records.Stdin {
		return w.stdin()
	}
	return path
}

// hashInputs describes inputs by what they hold and how they were named.
func (w *work) hashInputs(ctx context.Context, paths []string) ([]report.File, error) {
	files := make([]report.File, len(paths))
	for i, path := range paths {
		f, err := report.HashFile(ctx, w.input(path))
		if err != nil {
			return nil, err
		}
		f.Path = path
		files[i] = f
	}
	return files, nil
}

// spool writes what was piped to a file, since records are read more than
// once. It does not wait for a pipe that stays silent when the run is ended.
func (r *run) spool(ctx context.Context) error {
	if !slices.Contains(r.Records, records.Stdin) {
		return nil
	}
	f, err := os.OpenFile(r.work.stdin(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, interruptible(ctx, r.Stdin))
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read stdin: %w", err)
	}
	return nil
}

// interruptible reads until its context is done, also where what it reads from
// stays silent. The goroutine that waits for that ends with it.
func interruptible(ctx context.Context, from io.Reader) io.Reader {
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(w, from)
		w.CloseWithError(err)
	}()
	return r
}
