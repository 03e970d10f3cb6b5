package check

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"handoff/wrapper"
)

// ahead loads the model once more before a rule asks for it, on a processor
// that the model's own host leaves free: one after another, in the order in
// which they will be asked for, and none before the last one was taken, since
// each holds a model. What a rule is given is the same without it.
type ahead struct {
	all   []*expected
	room  chan struct{}
	stop  context.CancelFunc
	ended sync.WaitGroup
}

// An expected is one loading that a rule will ask for by its name.
type expected struct {
	how   reloading
	taken bool        // by the rule, or left to it
	begun atomic.Bool // by whoever was first
	done  chan struct{}
	loaded
}

// A loaded is what came of a loading, see [subject.another].
type loaded struct {
	host        *wrapper.Host
	failed, err error
}

// expect begins to load ahead. It is called once.
func (s *subject) expect(ctx context.Context, hows []reloading) {
	a := &s.ahead
	ctx, a.stop = context.WithCancel(ctx)
	a.room = make(chan struct{}, 1)
	for _, how := range hows {
		a.all = append(a.all, &expected{how: how, done: make(chan struct{})})
	}
	a.ended.Go(func() {
		for _, e := range a.all {
			select {
			case a.room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			if !e.begun.CompareAndSwap(false, true) {
				<-a.room
				continue
			}
			e.host, e.failed, e.err = s.loadedAnew(ctx, e.how)
			close(e.done)
		}
	})
}

// take gives what was loaded ahead under a name, or nil where nothing was:
// then the caller may as well load it.
func (a *ahead) take(name string) *loaded {
	i := slices.IndexFunc(a.all, func(e *expected) bool { return e.how.name == name && !e.taken })
	if name == "" || i < 0 {
		return nil
	}
	e := a.all[i]
	e.taken = true
	if e.begun.CompareAndSwap(false, true) {
		return nil
	}
	<-e.done
	<-a.room
	return &e.loaded
}

// end leaves the processors to whoever measures, and closes what nobody took.
func (a *ahead) end() {
	if a.stop == nil {
		return
	}
	a.stop()
	a.ended.Wait()
	for _, e := range a.all {
		if !e.taken {
			closeHost(e.host)
		}
		e.taken = true
	}
}
