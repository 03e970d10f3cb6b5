package check

import (
	"cmp"
	"fmt"
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
}

func (l *limits) spent(c *call, took time.Duration) {
	l.took += took
	if c.ended() {
		l.ended++
	}
}

// reached is why no more calls are to be made, as a [notRun], or nil.
func (l *limits) reached(model wrapper.Model) error {
	switch {
	case model == nil:
		return notRun("no model is loaded")
	case l.ended >= cmp.Or(l.most, maxEnded):
		return notRun(fmt.Sprintf("%d calls ended the model's process, no more were made", l.ended))
	case l.took >= probeTime:
		return notRun(fmt.Sprintf("the calls took more than %s, no more were made", probeTime))
	}
	return nil
}
