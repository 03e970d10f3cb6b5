package wrapper

import (
	"sync"

	"github.com/apache/arrow/go/v16/arrow"

	"handoff/wrapper/internal/wire"
)

// A Prepared is a batch that was encoded ahead of its call, which is one thing
// less to wait for. It is of use to the process that it was prepared for, while
// that has the dictionaries which the batch refers to; a call for which it is of
// no use encodes its batch.
type Prepared struct {
	sealed *wire.Sealed
	of     *outgoing
	state  int64
}

// Close gives up what a batch was encoded into, nil nothing.
func (p *Prepared) Close() {
	if p != nil {
		p.sealed.Close()
	}
}

// Prepare encodes a batch for a call that is to come, while another may be
// made. It gives nil where that is of no use: for a small batch, or to a model
// in this process.
func Prepare(m Model, batch arrow.Record) *Prepared {
	if h, ok := m.(*Host); ok {
		return h.out.prepare(batch)
	}
	return nil
}

// An outgoing is what a host is sent of batches: a stream in which a schema and
// dictionaries come before the batches that are of them, and once.
type outgoing struct {
	mu      sync.Mutex
	encoder wire.Encoder
	state   int64     // of who receives it: another one with each process, schema and dictionary
	owed    *Prepared // has a schema or dictionary that is not sent yet
}

// begin begins a stream, for who has seen nothing.
func (o *outgoing) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.restart()
}

func (o *outgoing) restart() {
	o.encoder.Close()
	o.state++
	o.owed = nil
}

func (o *outgoing) prepare(batch arrow.Record) *Prepared {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.owed != nil {
		return nil
	}
	s, err := o.encoder.Seal(batch)
	if err != nil { // as the call will say
		o.restart()
	}
	if s == nil {
		return nil
	}
	p := &Prepared{s, o, o.state}
	if !o.encoder.Alone() {
		o.owed = p
	}
	return p
}

// send sends a call's batch, as it was prepared where that is of use.
func (o *outgoing) send(c *wire.Conn, kind wire.Kind, message any, call *Call) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if p := call.Prepared; p != nil && p.of == o && p.state == o.state {
		if o.owed == p {
			o.state, o.owed = o.state+1, nil
		}
		return c.SendSealed(kind, message, p.sealed)
	}
	if o.owed != nil {
		o.restart()
	}
	err := c.SendRecord(kind, message, &o.encoder, call.Batch)
	if !o.encoder.Alone() {
		o.state++
	}
	return err
}
