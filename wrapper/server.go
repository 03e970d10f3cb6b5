package wrapper

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/apache/arrow/go/v16/arrow"
	"golang.org/x/sys/unix"

	"handoff/wrapper/internal/wire"
)

// A server answers one parent, one request at a time.
type server struct {
	conn    *wire.Conn
	start   func(Startup) (Interpreter, error)
	python  Interpreter
	model   Model
	seen    *Seen // of the last result sent
	decoder wire.Decoder
	encoder wire.Encoder
}

func serve(start func(Startup) (Interpreter, error)) error {
	// What the model starts has no business with the descriptors.
	for _, fd := range []int{fdSocket, fdStack} {
		unix.CloseOnExec(fd)
	}
	conn := wire.NewBlockingConn(fdSocket)
	s := &server{conn: conn, start: start, encoder: wire.Encoder{Bare: true}}
	return s.serve()
}

// serve answers requests until the parent is done with the model. From when
// the interpreter is there it does so on the interpreter's thread, which waits
// in the kernel itself: a row then wakes one thread here, not three.
func (s *server) serve() (err error) {
	for err == nil && s.python == nil {
		err = s.next()
	}
	serve := func() {
		for err == nil {
			err = s.next()
		}
	}
	if t, ok := s.python.(Threaded); ok {
		t.OnThread(serve)
	} else {
		serve()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// next receives one request and answers it.
func (s *server) next() error {
	f, err := s.conn.Receive(true)
	if err != nil {
		return err
	}
	return s.handle(f)
}

// handle answers one request. Its error is for a broken transport alone.
func (s *server) handle(f *wire.Frame) error {
	a, outputs, err := s.answer(context.Background(), f)
	if err != nil {
		return s.conn.Send(wire.KindAnswer, answer{Failure: failureOf(err)})
	}
	if outputs == nil {
		return s.conn.Send(wire.KindAnswer, a)
	}
	defer outputs.Release()
	err = s.conn.SendInline(wire.KindAnswer, a, &s.encoder, outputs)
	if errors.Is(err, wire.ErrEncode) {
		s.seen = nil // it is not sent
		return s.conn.Send(wire.KindAnswer, answer{Failure: failureOf(err)})
	}
	return err
}

func (s *server) answer(ctx context.Context, f *wire.Frame) (a answer, outputs arrow.Record, err error) {
	switch f.Kind {
	case wire.KindStart:
		err = s.startPython(ctx, f)
	case wire.KindLoad:
		a.Info, err = s.load(ctx, f)
	case wire.KindRun:
		a.Value, err = s.run(ctx, f)
	case wire.KindPredict:
		return s.predict(ctx, f)
	default:
		err = fmt.Errorf("a frame of kind %q was not expected", f.Kind)
	}
	return a, nil, err
}

//go:embed host.py
var hostScript string

// startPython starts the interpreter and prepares it for its end: see host.py.
func (s *server) startPython(ctx context.Context, f *wire.Frame) error {
	var config Startup
	err := f.Decode(&config)
	if err != nil {
		return err
	}
	if s.python, err = s.start(config); err != nil {
		return err
	}
	_, err = s.python.Run(ctx, Script{Name: "handoff/host.py", Source: hostScript, Args: json.RawMessage(fmt.Sprint(fdStack))})
	return err
}

func (s *server) load(ctx context.Context, f *wire.Frame) (*Info, error) {
	var m loadMessage
	if err := f.Decode(&m); err != nil {
		return nil, err
	}
	spec, err := m.spec(s.enter)
	if err != nil {
		return nil, err
	}
	if s.model, err = s.python.Load(ctx, spec); err != nil {
		return nil, err
	}
	info := s.model.Info()
	return &info, nil
}

// enter tells the parent of a phase that it can't know of: calls it counts itself.
func (s *server) enter(p Phase) {
	if p != PhaseFirstPredict && p != PhasePredict {
		s.conn.Send(wire.KindPhase, p)
	}
}

func (s *server) run(ctx context.Context, f *wire.Frame) (json.RawMessage, error) {
	var script Script
	if err := f.Decode(&script); err != nil {
		return nil, err
	}
	return s.python.Run(ctx, script)
}

// predict hands the batch to the model where it lies. A mapping is given
// away: the model's frame may live on it.
func (s *server) predict(ctx context.Context, f *wire.Frame) (a answer, outputs arrow.Record, err error) {
	var m callMessage
	if err := f.Decode(&m); err != nil {
		return a, nil, err
	}
	call := Call{First: m.First, Index: m.Index, Private: m.Private, Observe: m.Observe, Parts: m.Parts, Threads: m.Threads}
	if call.Batch, err = s.decoder.Decode(f.Batch); err != nil {
		return a, nil, err
	}
	defer call.Batch.Release()
	if f.Mapped != nil {
		call.Mapping = &Mapping{Bytes: f.Mapped}
	}
	if s.model == nil {
		return a, nil, errors.New("predict before load")
	}
	r, err := s.model.Predict(ctx, call)
	if err != nil {
		return a, nil, err
	}
	a.Result = &resultMessage{Stages: r.Stages, Witnessed: r.Witnessed}
	if s.seen == nil || !reflect.DeepEqual(*s.seen, r.Seen) {
		s.seen, a.Result.Seen = &r.Seen, &r.Seen
	}
	return a, r.Outputs, nil
}
