package wrapper

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/wrapper/internal/wire"
)

// A Host is a process of its own that runs one Python, and at most one model
// in it. It is a [Model] once one is loaded. A host that has died is started
// again, and its model loaded again, by the next call that needs it.
//
// Its methods may be called from any goroutine; one call runs at a time.
type Host struct {
	config Config

	mu     sync.Mutex
	proc   *process // nil where none runs
	spec   *Spec    // the loaded model's
	output *arrow.Schema
	info   Info
	calls  int64 // of predict, in all processes
	closed bool
	out    outgoing
}

// Start starts a host and its Python, with no model in it. The caller closes it.
func Start(ctx context.Context, c Config) (*Host, error) {
	h := &Host{config: c}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.start(ctx); err != nil {
		return nil, err
	}
	return h, nil
}

// start starts a process and its interpreter.
func (h *Host) start(ctx context.Context) error {
	began := time.Now()
	p, err := startProcess(h.config)
	if err != nil {
		return &HostError{Phase: PhaseStart, Exit: -1, Err: err}
	}
	h.proc = p
	h.out.begin()
	e := exchange{phase: PhaseStart, kind: wire.KindStart, message: h.config.startup()}
	if _, _, err := h.exchange(ctx, e); err != nil {
		h.stop() // a Python that did not start is no host
		return err
	}
	h.info = Info{Start: time.Since(began), Sandbox: p.sandbox, Threads: h.config.threads(), PID: p.pid(), Prints: p.prints(false)}
	return nil
}

// Load makes the model by its documented entry point. Its error is an
// *Exception where the model's code raised, a *HostError where the host ended.
func (h *Host) Load(ctx context.Context, spec Spec) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.spec = nil
	if err := h.ready(ctx); err != nil {
		return err
	}
	if err := h.load(ctx, spec); err != nil {
		return err
	}
	h.spec, h.output = &spec, spec.Contract.ResultSchema()
	return nil
}

func (h *Host) load(ctx context.Context, spec Spec) error {
	p := h.proc
	e := exchange{phase: PhaseImport, kind: wire.KindLoad, message: messageOf(spec)}
	a, _, err := h.exchange(ctx, e)
	if err != nil {
		return err
	}
	if a.Info == nil {
		return h.broken(e, errors.New("its answer to load lacks the model's description"))
	}
	a.Info.Start, a.Info.Sandbox, a.Info.PID = h.info.Start, h.info.Sandbox, h.info.PID
	a.Info.Prints = p.prints(false)
	h.info = *a.Info
	return nil
}

// ready makes sure that a process runs, with the model loaded if there is one.
func (h *Host) ready(ctx context.Context) error {
	if h.closed {
		return errors.New("the model is closed")
	}
	if h.proc != nil && h.proc.gone() {
		h.stop()
	}
	if h.proc != nil {
		return nil
	}
	if err := h.start(ctx); err != nil {
		return err
	}
	if h.spec == nil {
		return nil
	}
	return h.load(ctx, *h.spec)
}

// Run executes a script: see [Interpreter].
func (h *Host) Run(ctx context.Context, script Script) (json.RawMessage, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.ready(ctx); err != nil {
		return nil, err
	}
	e := exchange{phase: PhaseScript, kind: wire.KindRun, message: script}
	a, _, err := h.exchange(ctx, e)
	if err == nil && !json.Valid(a.Value) {
		return nil, h.broken(e, errors.New("its answer to a script is not JSON"))
	}
	return a.Value, err
}

// Predict runs predict on one batch: see [Model].
func (h *Host) Predict(ctx context.Context, call Call) (*Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.spec == nil {
		return nil, errors.New("predict before load: no model is loaded in this host")
	}
	if err := h.ready(ctx); err != nil {
		return nil, err
	}
	began := time.Now()
	e := exchange{phase: PhasePredict, kind: wire.KindPredict, call: &call,
		message: callMessage{First: call.First, Index: call.Index, Private: call.Private, Observe: call.Observe, Parts: call.Parts, Threads: call.Threads}}
	if h.proc.calls == 0 {
		e.phase = PhaseFirstPredict
	}
	h.calls++
	h.proc.calls++
	p := h.proc
	a, batch, err := h.exchange(ctx, e)
	if err != nil {
		return nil, err
	}
	return h.result(p, e, a, batch, time.Since(began))
}

// result makes the result of an answer, whose batch is checked against what
// the contract says of it, not against what the host says.
func (h *Host) result(p *process, e exchange, a answer, batch []byte, took time.Duration) (*Result, error) {
	if a.Result == nil {
		return nil, h.broken(e, errors.New("its answer to predict lacks the result"))
	}
	outputs, err := wire.DecodeRecord(h.output, batch)
	if err != nil {
		return nil, h.broken(e, err)
	}
	if a.Result.Seen != nil {
		p.seen = *a.Result.Seen
	}
	r := &Result{Outputs: outputs, Seen: p.seen, Stages: a.Result.Stages, Witnessed: a.Result.Witnessed}
	r.Prints = p.prints(e.call.Private)
	r.Stages.Transport = max(took-r.Stages.Frame-r.Stages.Predict-r.Stages.Result, 0)
	return r, nil
}

// Info says what was loaded, where and how long it took.
func (h *Host) Info() Info {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.info
}

// Close ends the host and removes its scratch folder. It is safe to call twice.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	h.out.begin()
	return h.stop()
}

func (h *Host) stop() error {
	if h.proc == nil {
		return nil
	}
	p := h.proc
	h.proc = nil
	return p.stop()
}

var _ Model = (*Host)(nil)
