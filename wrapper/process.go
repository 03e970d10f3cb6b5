package wrapper

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"

	"handoff/wrapper/internal/sandbox"
	"handoff/wrapper/internal/wire"
)

// A process is one running host as its parent sees it: the warden, and the
// process below it that runs the model.
type process struct {
	cmd     *exec.Cmd
	conn    *wire.Conn
	control *net.UnixConn
	stack   *os.File // read end; what faulthandler says
	out     *capture
	err     *capture
	scratch scratch

	sandbox Sandboxed
	calls   int64         // of predict, that this process has begun
	seen    Seen          // of its last result
	ended   chan struct{} // closed when the model's process has ended
	end     ending        // valid then
	exited  chan struct{} // closed when the warden has gone too
}

// startProcess starts a host and waits for its warden's report. The caller
// ends it with stop, which must be called exactly once.
func startProcess(c Config) (*process, error) {
	program, err := c.program()
	if err != nil {
		return nil, err
	}
	p := &process{ended: make(chan struct{}), exited: make(chan struct{})}
	if p.scratch, err = newScratch(); err != nil {
		return nil, err
	}
	namespaces, err := p.launch(c, program)
	if err != nil {
		p.scratch.remove()
		return nil, err
	}
	go p.out.follow()
	go p.err.follow()
	go func() { p.cmd.Wait(); close(p.exited) }()
	order := wardenOrder{Policy: c.policy(program, p.scratch), Namespaces: namespaces, Scratch: p.scratch.dir, Env: c.environ(p.scratch)}
	if err := p.handshake(order); err != nil {
		close(p.ended)
		p.stop()
		return nil, fmt.Errorf("%w%s", err, said(p.prints(false)))
	}
	go p.watch()
	return p, nil
}

// said quotes a host that failed before it could speak the protocol.
func said(p Prints) string {
	if p.Stderr == "" {
		return ""
	}
	return ": it said: " + p.Stderr
}

// launch starts the warden as far apart from the machine as the kernel allows.
func (p *process) launch(c Config, program string) (namespaces string, err error) {
	child, err := p.connect()
	if err != nil {
		return "", err
	}
	defer closeAll(child)
	for _, try := range sandbox.Attempts(sandbox.Policy{Off: c.NoSandbox}) {
		p.cmd = &exec.Cmd{Path: program, Args: []string{program, roleWarden}, Dir: p.scratch.work,
			Env: c.wardenEnviron(), Stdout: child[0], Stderr: child[1], ExtraFiles: append(child[2:], p.scratch.lock), SysProcAttr: try.Attr}
		if err = p.cmd.Start(); err == nil {
			return try.Name, nil
		}
	}
	p.disconnect()
	return "", fmt.Errorf("start %s: %w", program, err)
}

// handshakeTime is ample for a process that has been started and confines itself.
const handshakeTime = 20 * time.Second

func (p *process) handshake(order wardenOrder) error {
	p.control.SetDeadline(time.Now().Add(handshakeTime))
	defer p.control.SetDeadline(time.Time{})
	var report wardenReport
	err := sendPacket(p.control, order)
	if err == nil {
		err = receivePacket(p.control, &report)
	}
	switch {
	case err != nil:
		return fmt.Errorf("host did not come up: %w", err)
	case report.Sandbox == nil:
		return fmt.Errorf("host did not come up: %s", report.Error)
	}
	p.sandbox = Sandboxed(*report.Sandbox)
	return nil
}

// watch waits for the model's process to end, and wakes whoever waits for its answer.
func (p *process) watch() {
	var report wardenReport
	if err := receivePacket(p.control, &report); err != nil || report.Ended == nil {
		p.end = ending{Exit: -1, Signal: "SIGKILL"} // the warden is gone, and its namespace with it
	} else {
		p.end = *report.Ended
	}
	close(p.ended)
	p.interrupt()
}

// interrupt wakes whoever sends to the host or waits for its answer.
func (p *process) interrupt() { p.conn.Interrupt() }

// gone tells whether the model's process is known to have ended.
func (p *process) gone() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// pid is the model's process as this process sees it, or 0.
func (p *process) pid() int {
	if pids := children(p.cmd.Process.Pid); len(pids) > 0 {
		return pids[0]
	}
	return 0
}

func (p *process) prints(private bool) Prints { return printsOf(p.out, p.err, private) }

// hasEnded waits a moment for the news of an end that other signs announce.
func (p *process) hasEnded(patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-p.ended:
		return true
	case <-timer.C:
		return false
	}
}

// stopTime is how long a warden may take to end what it watches over.
const stopTime = 5 * time.Second

// stop ends the host with all that the model has started and releases what
// p holds. The warden does it when its control socket closes.
func (p *process) stop() error {
	p.conn.Close()
	p.control.Close()
	timer := time.NewTimer(stopTime)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C:
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.exited
	}
	<-p.ended
	p.disconnect()
	return p.scratch.remove()
}

func (p *process) disconnect() {
	p.conn.Close()
	p.control.Close()
	closeAll([]*os.File{p.stack, p.out.pipe, p.err.pipe})
}
