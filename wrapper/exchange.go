package wrapper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"handoff/wrapper/internal/wire"
)

// An exchange is one request to a host and its answer.
type exchange struct {
	phase   Phase
	kind    wire.Kind
	message any
	call    *Call // of predict
}

// exchange sends a request and waits for the answer, through all phases that
// the host enters meanwhile, each within its deadline. An answer that is the
// model's failure comes as its error and leaves the host as it is; whatever
// else goes wrong ends the host and comes as a *HostError.
func (h *Host) exchange(ctx context.Context, e exchange) (answer, []byte, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, nil, err
	}
	cancelled := context.AfterFunc(ctx, h.proc.interrupt)
	defer cancelled()
	h.arm(ctx, e.phase)
	err := h.request(e)
	if errors.Is(err, wire.ErrEncode) {
		return answer{}, nil, err // nothing was sent
	}
	var f *wire.Frame
	for err == nil {
		if f, err = h.proc.conn.Receive(false); err != nil {
			break
		}
		if f.Kind != wire.KindPhase {
			return h.answered(e, f)
		}
		if err = f.Decode(&e.phase); err == nil {
			h.arm(ctx, e.phase)
		}
	}
	return answer{}, nil, h.fail(ctx, e, err)
}

func (h *Host) request(e exchange) error {
	if e.call != nil {
		return h.out.send(h.proc.conn, e.kind, e.message, e.call)
	}
	return h.proc.conn.Send(e.kind, e.message)
}

// arm sets the deadline of a phase that begins.
func (h *Host) arm(ctx context.Context, p Phase) {
	h.proc.conn.SetDeadline(time.Now().Add(h.config.Deadlines.of(p)))
	if ctx.Err() != nil || h.proc.gone() { // it came before and was overwritten
		h.proc.interrupt()
	}
}

func (h *Host) answered(e exchange, f *wire.Frame) (a answer, batch []byte, err error) {
	if f.Kind != wire.KindAnswer {
		return a, nil, h.broken(e, fmt.Errorf("%w: kind %q where an answer was expected", wire.ErrFrame, f.Kind))
	}
	if err := f.Decode(&a); err != nil {
		return a, nil, h.broken(e, err)
	}
	err = a.Failure.err()
	prints := h.proc.prints
	switch failed := err.(type) {
	case *Exception:
		failed.Prints = prints(e.private())
	case *ResultError:
		failed.Prints = prints(e.private())
	}
	return a, f.Batch, err
}

func (e exchange) private() bool { return e.call != nil && e.call.Private }

// broken ends a host whose answer cannot be trusted.
func (h *Host) broken(e exchange, err error) error {
	return h.fail(context.Background(), e, err)
}

// endTime is how long the news of a process's end may take after its socket closed.
const endTime = 2 * time.Second

// fail ends the host after err and says how it came to that.
func (h *Host) fail(ctx context.Context, e exchange, err error) error {
	p := h.proc
	out := &HostError{Phase: e.phase, Exit: -1}
	if e.call != nil {
		out.Call, out.First, out.Rows = h.calls, e.call.First, e.call.Batch.NumRows()
	}
	switch {
	case ctx.Err() != nil:
		out.Err = context.Cause(ctx)
	case p.gone() || lost(err) && p.hasEnded(endTime):
		out.Signal, out.Exit = p.end.Signal, p.end.Exit
		out.Stack = p.readStack(endTime / 10)
	case errors.Is(err, os.ErrDeadlineExceeded):
		out.Deadline = h.config.Deadlines.of(e.phase)
		out.Stack = p.askStack()
	case lost(err):
		out.Err = errGone
	default:
		out.Err = err
	}
	out.Prints = p.prints(e.private())
	if err := h.stop(); err != nil {
		out.Err = errors.Join(out.Err, err)
	}
	return out
}

// errGone is for a host that lives on without its socket.
var errGone = errors.New("it closed its socket")

// lost tells whether the host's end of the socket is closed.
func lost(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
