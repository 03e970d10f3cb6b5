package wrapper

import (
	"errors"
	"fmt"
	"os"
)

// Descriptors that a host inherits, beside the standard ones.
const (
	fdSocket  = 3 // frames
	fdStack   = 4 // Python stacks, written by faulthandler
	fdControl = 5 // the warden's alone
	fdScratch = 6 // the warden's alone: the lock of the scratch folder, held to its end
)

// Roles of the host binary: what [Serve] finds as its one argument.
const (
	roleWarden = "warden"
	roleHost   = "host"
)

// Serve is all of a host's main program: it runs what the process was
// started as, by the CLI or by itself, and returns its exit code. start
// starts the interpreter of this process; it is called once, in the process
// that runs the model.
func Serve(start func(Startup) (Interpreter, error)) int {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == roleWarden:
		err = ward()
	case len(os.Args) == 2 && os.Args[1] == roleHost:
		err = serve(start)
	default:
		err = errors.New("it serves one model to handoff and is started by it: run handoff check, score or bench instead")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "handoff-host:", err)
		return 2
	}
	return 0
}
