package bridge

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// The interpreter's thread: jobs run on it one at a time, in order. CPython
// and several extension modules tie state to the thread that started them
// (signals, torch's grad mode), so it is always the same one.
var (
	jobs    = make(chan func())
	serving atomic.Bool  // whether some thread runs jobs
	thread  atomic.Int64 // that thread's id
)

// The main goroutine begins on the process's main thread; locked here, before
// main.main, it stays there, so that [Main] can give that thread to Python.
func init() { runtime.LockOSThread() }

// Main gives the calling goroutine's thread, which must be the main one, to
// the interpreter and runs the program in another goroutine. It returns what
// run returns, when it returns. To be called from main.main, at most once:
//
//	func main() { os.Exit(bridge.Main(run)) }
//
// Without it [Start] takes a thread of its own; models that insist on the
// main thread (signal handlers, some GUI and CUDA libraries) then fail.
func Main(run func() int) int {
	if !serving.CompareAndSwap(false, true) {
		panic("bridge: Main called after Start or a second time")
	}
	thread.Store(int64(unix.Gettid()))
	code := make(chan int)
	go func() { code <- run() }()
	for {
		select {
		case job := <-jobs:
			job()
		case c := <-code:
			return c
		}
	}
}

// serve makes sure that a thread runs jobs.
func serve() {
	if !serving.CompareAndSwap(false, true) {
		return
	}
	go func() {
		runtime.LockOSThread()
		thread.Store(int64(unix.Gettid()))
		for job := range jobs {
			job()
		}
	}()
}

// onThread runs the job on the interpreter's thread and waits for its end. A
// job that has not begun when ctx ends is not begun; one that has runs to its
// end, since Python code can't be stopped from outside without harm. A job may
// run another: it is on the thread already.
func onThread(ctx context.Context, job func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if int64(unix.Gettid()) == thread.Load() {
		job()
		return nil
	}
	done := make(chan struct{})
	select {
	case jobs <- func() { defer close(done); job() }:
		<-done
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// OnThread implements [wrapper.Threaded]. Calls from other goroutines wait
// until f ends.
func (in *interpreter) OnThread(f func()) { onThread(context.Background(), f) }
