package main

// This file is how the program speaks. The rules are:
//
//   - What was asked for goes to stdout, everything else to stderr.
//   - Everything on stderr starts with "handoff:", lower case, no full stop.
//   - An error is one line that names the place and the remedy, and the last
//     one written.
//   - Progress is drawn only where stderr is a terminal, and wiped out when
//     it ends; elsewhere it is plain lines, some seconds apart.
//   - No value of a patient is written anywhere but in the output and, where
//     --show-values asks for them, in rejects and reports.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"handoff/records"
	"handoff/report"
	"handoff/schema"
)

// A ui is where the program speaks.
type ui struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// say writes one line to stderr, in place of progress that is drawn there.
func (u ui) say(format string, args ...any) {
	line := fmt.Sprintf("handoff: "+format+"\n", args...)
	if u.terminal() {
		line = "\r\x1b[K" + line // to the start of the line, which is erased (ECMA-48, EL)
	}
	io.WriteString(u.err, line)
}

// step tells someone who waits at a terminal what begins.
func (u ui) step(format string, args ...any) {
	if u.terminal() {
		u.say(format, args...)
	}
}

// sayError writes an error as one line; a contract's faults as one line each.
func sayError(w io.Writer, err error) {
	var faults schema.Errors
	if !errors.As(err, &faults) {
		fmt.Fprintf(w, "handoff: %s\n", oneLine(err.Error()))
		return
	}
	for _, fault := range faults {
		fmt.Fprintf(w, "handoff: %s\n", oneLine(fault.Error()))
	}
}

func oneLine(s string) string {
	isBreak := func(r rune) bool { return r == '\n' || r == '\r' }
	return strings.Join(strings.FieldsFunc(s, isBreak), "; ")
}

// write writes what was asked for to a file, whole or not at all, or to
// stdout where no file is named.
func (u ui) write(path string, write func(io.Writer) error) error {
	if path == "" {
		return write(u.out)
	}
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	return report.WriteFile(path, text.Bytes())
}

// mayWrite tells whether [ui.write] can make the file, before long work, and
// refuses one that is also read.
func mayWrite(path string, inputs ...string) error {
	if path == "" {
		return nil
	}
	if err := report.CheckTarget(path); err != nil {
		return err
	}
	if slices.Contains(inputs, records.Stdin) {
		inputs = append(inputs, "/dev/stdin") // a file, where it was redirected from one
	}
	return records.Distinct(path, inputs)
}

// terminal tells whether stderr is one that can be drawn on.
func (u ui) terminal() bool {
	f, ok := u.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}
