package wrapper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"golang.org/x/sys/unix"

	"handoff/schema"
)

// The test binary is its own host, with an interpreter that needs no Python:
// what a host does when its model misbehaves is tested wherever Go runs.
// Package main of cmd/handoff-host tests the same with the real one.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && (os.Args[1] == roleWarden || os.Args[1] == roleHost) {
		os.Exit(Serve(startFake))
	}
	os.Exit(m.Run())
}

type fakePython struct{}

func startFake(s Startup) (Interpreter, error) {
	if s.Venv == "/no/such/venv" {
		return nil, errors.New("no such venv")
	}
	return fakePython{}, nil
}

// Run answers with its argument; the script "host.py" is for CPython alone.
func (fakePython) Run(_ context.Context, s Script) (json.RawMessage, error) {
	if s.Name == "fail" {
		return nil, &Exception{Type: "ValueError", Message: "as asked"}
	}
	return s.Args, nil
}

func (fakePython) Load(_ context.Context, spec Spec) (Model, error) {
	spec.Enter(PhaseImport)
	fmt.Println("importing")
	spec.Enter(PhaseLoad)
	if err := behave(spec.Contract.Load.Call, Call{}); err != nil {
		return nil, err
	}
	return fakeModel{spec.Contract}, nil
}

type fakeModel struct{ contract *schema.Contract }

func (fakeModel) Close() error { return nil }
func (fakeModel) Info() Info   { return Info{Python: "fake", Packages: map[string]string{"fake": "1"}} }

// Predict doubles the first column, after it has done what the contract calls.
func (m fakeModel) Predict(_ context.Context, call Call) (*Result, error) {
	if call.Mapping != nil {
		defer call.Mapping.Release()
	}
	if err := behave(m.contract.Predict.Call, call); err != nil {
		return nil, err
	}
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	for _, v := range call.Batch.Column(0).(*array.Float64).Float64Values() {
		b.Append(2 * v)
	}
	out := array.NewRecord(m.contract.OutputSchema(), []arrow.Array{b.NewArray()}, call.Batch.NumRows())
	return &Result{Outputs: out, Seen: Seen{Type: "list", Rows: call.Batch.NumRows()}}, nil
}

// behave does, within the host, what models do that should not.
func behave(call string, c Call) error {
	_, how, _ := strings.Cut(call, ":")
	switch how {
	case "", "fine":
	case "raise":
		return &Exception{Type: "KeyError", Message: "'AGE'"}
	case "raise on 13":
		if c.First == 13 {
			return &Exception{Type: "ValueError", Message: "13"}
		}
	case "rows":
		return &ResultError{Reason: "rows", Declared: "1 rows", Got: "0 rows"}
	case "exit":
		os.Exit(7)
	case "abort":
		unix.Kill(os.Getpid(), unix.SIGKILL)
	case "hang":
		sleepOn()
	case "flood":
		flood := strings.Repeat("x", 1<<20)
		for range 64 {
			fmt.Print(flood)
			fmt.Fprint(os.Stderr, flood)
		}
	case "print":
		fmt.Println("AGE of Z7004 is 63")
	case "garbage":
		eachSocket(func(fd int) { unix.Write(fd, []byte(strings.Repeat("garbage ", 100))) })
	case "close":
		eachSocket(func(fd int) { unix.Shutdown(fd, unix.SHUT_RDWR) })
		sleepOn()
	case "write":
		return os.WriteFile(filepath.Join(os.Getenv("TMPDIR"), "rows.csv"), []byte("63"), 0o400)
	case "orphan":
		return leaveBehind()
	default:
		return fmt.Errorf("no behaviour %q", how)
	}
	return nil
}

// sleepOn never returns: a pause ends with any signal, and the runtime sends
// itself some.
func sleepOn() {
	for {
		unix.Pause()
	}
}

// eachSocket finds the protocol's socket as a model would have to.
func eachSocket(do func(fd int)) {
	for fd := 3; fd < 64; fd++ {
		if kind, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE); err == nil && kind == unix.SOCK_STREAM {
			do(fd)
		}
	}
}

// leaveBehind starts a process in a session of its own that outlives its
// parents and keeps the captured streams open, and then exits.
func leaveBehind() error {
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestOrphan$")
	cmd.Env = append(os.Environ(), "HANDOFF_ORPHAN="+os.Getenv("MARK"))
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	os.Exit(0)
	return nil
}

// TestOrphan is what leaveBehind starts.
func TestOrphan(t *testing.T) {
	if os.Getenv("HANDOFF_ORPHAN") == "" {
		return
	}
	fmt.Println("orphaned")
	sleepOn()
}
