package records

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// Stdin is the path that stands for what a program was piped, in arguments and
// wherever a record's place is told.
const Stdin = "-"

// CheckStdin refuses to read stdin twice.
func CheckStdin(paths []string) error {
	if i := slices.Index(paths, Stdin); i >= 0 && slices.Contains(paths[i+1:], Stdin) {
		return errors.New("records: - is named twice: stdin can be read once")
	}
	return nil
}

// Spool writes what is piped to a file, since records are read more than once.
func Spool(ctx context.Context, from io.Reader, to io.Writer) error {
	if _, err := io.Copy(to, Interruptible(ctx, from)); err != nil {
		return fmt.Errorf("read stdin: %w", err)
	}
	return nil
}

// SpoolNameless gives, for [Options.Stdin], a file of what is piped where paths have
// [Stdin] among them. The file lies among the temporary ones and has no name there,
// so that nothing is left of it once it is released, or the process has ended.
func SpoolNameless(ctx context.Context, paths []string, from io.Reader) (path string, release func(), err error) {
	if err := CheckStdin(paths); err != nil || !slices.Contains(paths, Stdin) {
		return "", func() {}, err
	}
	f, err := os.CreateTemp("", "handoff-stdin-")
	if err == nil {
		err = os.Remove(f.Name())
	}
	if err != nil {
		return "", nil, fmt.Errorf("what is piped lies among the temporary files: name a folder that can be written to in TMPDIR: %w", err)
	}
	if err := Spool(ctx, from, f); err != nil {
		f.Close()
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d", f.Fd()), func() { f.Close() }, nil
}

// Interruptible reads until its context is done, also where what it reads from
// stays silent. The goroutine that waits for that ends with it.
func Interruptible(ctx context.Context, from io.Reader) io.Reader {
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(w, from)
		w.CloseWithError(err)
	}()
	return r
}
