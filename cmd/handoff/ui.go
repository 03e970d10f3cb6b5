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
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A ui is where the program speaks.
type ui struct {
	out io.Writer
	err io.Writer
}

// say writes one line to stderr.
func (u ui) say(format string, args ...any) {
	fmt.Fprintf(u.err, "handoff: "+format+"\n", args...)
}

// terminal tells whether stderr is one that can be drawn on.
func (u ui) terminal() bool {
	f, ok := u.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}
