package wrapper

import "time"

// maxStack bounds what is kept of a stack dump.
const maxStack = 64 << 10

// askStack asks the model's process for its Python stack and waits briefly:
// up to a second for it to begin, and then for it to fall silent.
func (p *process) askStack() string {
	if sendPacket(p.control, orderStack) != nil {
		return ""
	}
	return p.readStack(time.Second)
}

func (p *process) readStack(patience time.Duration) string {
	var said []byte
	chunk := make([]byte, 4<<10)
	for len(said) < maxStack {
		p.stack.SetReadDeadline(time.Now().Add(patience))
		n, err := p.stack.Read(chunk)
		said = append(said, chunk[:n]...)
		if err != nil {
			break
		}
		patience = 50 * time.Millisecond
	}
	return string(said)
}
