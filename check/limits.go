package check

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"handoff/wrapper"
)

// Bounds of what probes may cost. A model that ends its process goes on in a
// new one, so that one run sees what lies behind; after some it is enough.
const (
	maxEnded  = 3
	probeTime = 10 * time.Minute
)

// limits count what calls have cost.
type limits struct {
	ended int           // calls that took the host with them
	most  int           // of those; 0 means maxEnded
	took  time.Duration // all calls together

	starved bool // the process may start no more threads: safety/threads-grow tells
}

func (l *limits) spent(c *call, took time.Duration) {
	l.took += took
	if c.ended() {
		l.ended++
	}
	l.starved = startsNoThread(c.err)
}

// startsNoThread tells whether a call failed for want of threads.
func startsNoThread(err error) bool {
	var raised *wrapper.Exception
	return errors.As(err, &raised) && raised.Type == "RuntimeError" && strings.Contains(raised.Message, "can't start new thread")
}

// reached is why no more calls are to be made, as a [notRun], or nil.
func (l *limits) reached(model wrapper.Model) error {
	switch {
	case model == nil:
		return notRun("no model is loaded")
	case l.ended >= cmp.Or(l.most, maxEnded):
		return notRun(fmt.Sprintf("%d calls ended the model's process, no more were made", l.ended))
	case l.starved:
		return errStarved + ", no more calls were made"
	case l.took >= probeTime:
		return notRun(fmt.Sprintf("the calls took more than %s, no more were made", probeTime))
	}
	return nil
}
