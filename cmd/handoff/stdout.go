package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// closed stands for a stdout that was closed when the program started. What is
// written to it would be lost and nobody told.
type closed struct{}

func (closed) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: os.Stdout.Name(), Err: unix.EBADF}
}

// openOf is a file, or closed where it was none when the program started: Go's
// runtime then opens os.DevNull in its place for reading and writing, which no
// redirection of a shell does for stdout.
func openOf(f *os.File) io.Writer {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	if err != nil {
		return closed{}
	}
	null, err := os.Stat(os.DevNull)
	if err != nil {
		return f
	}
	if info, err := f.Stat(); err == nil && os.SameFile(info, null) && flags&unix.O_ACCMODE == unix.O_RDWR {
		return closed{}
	}
	return f
}

// A firstError is a writer that remembers the first error of writing to another,
// for whoever writes without looking, as cobra does.
type firstError struct {
	io.Writer
	err error
}

func (w *firstError) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}
