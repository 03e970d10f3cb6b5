package score

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"handoff/records"
	"handoff/report"
)

// The steps that [Run] takes may be taken apart, to share a run out among
// machines that see the same files: [Plan] makes the folder OUT.handoff,
// [Chunks] scores some of its chunks, in as many processes at the same time as
// there are, and [Commit] joins them to what Run would have written.

// steps are what the later steps need to know of the first.
type steps struct {
	Command []string `json:"command"` // the arguments that were planned with
	Chunks  []int64  `json:"chunks"`  // how many records each has
}

// A Planned is a run that was cut into chunks, numbered from 0.
type Planned struct {
	Folder          string
	Chunks, Records int64
}

// Plan cuts the input into chunks and keeps the command for [Command].
func Plan(ctx context.Context, opts Options, command []string) (*Planned, error) {
	if opts.Output == Stdout || slices.Contains(opts.Records, records.Stdin) {
		return nil, errors.New("a plan is carried out by other processes: name files for records and output")
	}
	r, err := newRun(opts)
	if err != nil {
		return nil, err
	}
	p, err := r.cut(ctx, command)
	err = withRemedy(err)
	keep := err == nil || !r.adopted && r.work.hasPlan() || len(r.done) > 0 // by an earlier plan's steps
	return p, errors.Join(err, r.work.release(keep))
}

func (r *run) cut(ctx context.Context, command []string) (*Planned, error) {
	defer r.end()
	if err := r.clean(); err != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	defer r.source.Close()
	if err := r.start(ctx); err != nil {
		return nil, err
	}
	if err := r.adopt(); err != nil {
		return nil, err
	}
	chunks, err := r.count(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.expected(r.read); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(steps{Command: command, Chunks: chunks}, "", "  ")
	if err := errors.Join(err, r.inputs.holds()); err != nil {
		return nil, err
	}
	p := &Planned{Folder: r.work.dir, Chunks: int64(len(chunks)), Records: r.read}
	return p, report.WriteFile(r.work.steps(), text)
}

// count reads all records and tells how many each chunk has.
func (r *run) count(ctx context.Context) ([]int64, error) {
	chunks := []int64{}
	for call := int64(0); ctx.Err() == nil; call++ {
		b, err := r.next()
		if b == nil || err != nil {
			return chunks, err
		}
		if call%r.plan.ChunkCalls == 0 {
			chunks = append(chunks, 0)
		}
		chunks[len(chunks)-1] += b.Count
		r.read += b.Count
		b.Release()
	}
	return nil, ctx.Err()
}

// Command is the one that an output was planned with.
func Command(output string) ([]string, error) {
	w := &work{dir: output + workEnding}
	s, err := w.readSteps()
	return s.Command, err
}

func (w *work) readSteps() (s steps, err error) {
	text, err := os.ReadFile(w.steps())
	if errors.Is(err, os.ErrNotExist) {
		return s, errNoPlan(w.dir)
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return s, errBadPlan(w.steps(), err)
	}
	return s, nil
}

func errNoPlan(dir string) error {
	return fmt.Errorf("%s: no plan is there: make one with 'handoff plan'", dir)
}

// Chunks scores those of the planned chunks that are named and not yet done.
// Others may score chunks of the same plan meanwhile, even the same ones. It
// gives how many are done of those that were named.
func Chunks(ctx context.Context, opts Options, named []Range) (done int64, err error) {
	opts.MaxRejects, opts.Workers = nil, max(opts.Workers, 1) // the limit is of all chunks: see Commit
	r, err := newRunOf(opts, unix.LOCK_SH)
	if err != nil {
		return 0, err
	}
	defer r.work.lock.Close()
	s, err := r.work.readSteps()
	if err != nil {
		return 0, err
	}
	if r.only, err = chosen(named, int64(len(s.Chunks))); err != nil {
		return 0, err
	}
	return int64(len(r.only)), withRemedy(r.scoreOnly(ctx))
}

func (r *run) scoreOnly(ctx context.Context) (err error) {
	defer r.end()
	if r.done, err = r.work.chunks(r.asked); err != nil {
		return err
	}
	if len(r.done) == len(r.only) {
		return nil
	}
	r.passing.Store(true)
	if err := r.open(ctx); err != nil {
		return err
	}
	defer r.source.Close()
	if err := r.readFirst(); err != nil {
		return err
	}
	defer hasten()()
	if err := r.start(ctx); err != nil {
		return err
	}
	if err := r.plan.equals(r.work); err != nil {
		return err
	}
	r.loaded = time.Now()
	if err := r.pipe(ctx); err != nil {
		return err
	}
	return r.inputs.holds()
}

// asked tells whether a chunk is one of those to score.
func (r *run) asked(n int64) bool {
	_, found := slices.BinarySearch(r.only, n)
	return found
}

// Commit joins the chunks of a plan, which all have to be done, to the output.
// No model is loaded.
func Commit(ctx context.Context, opts Options) (*Summary, error) {
	r, err := newRunOf(opts, unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	s, err := r.commit(ctx)
	return s, errors.Join(withRemedy(err), r.work.release(err != nil))
}

func (r *run) commit(ctx context.Context) (*Summary, error) {
	defer r.end()
	all, err := r.planned()
	if err != nil {
		return nil, err
	}
	if err := r.work.tidy(); err != nil {
		return nil, err
	}
	if r.inputs, err = newSnapshot(r.Records, r.work); err != nil {
		return nil, err
	}
	if err := r.sameInputs(ctx); err != nil {
		return nil, err
	}
	if err := r.createSinks(); err != nil {
		return nil, err
	}
	for n, c := range all {
		if err := r.join(int64(n), c); err != nil {
			return nil, err
		}
	}
	return r.finish(ctx, 0)
}

// planned are the chunks of the plan, in order.
func (r *run) planned() ([]*chunk, error) {
	s, err := r.work.readSteps()
	if err != nil {
		return nil, err
	}
	if r.plan, err = r.work.readPlan(); err != nil {
		return nil, err
	}
	done, err := r.work.chunks(func(n int64) bool { return n < int64(len(s.Chunks)) })
	if err != nil {
		return nil, err
	}
	all, missing := make([]*chunk, len(s.Chunks)), []string{}
	for n := range all {
		if all[n] = done[int64(n)]; all[n] == nil || all[n].Read != s.Chunks[n] {
			missing = append(missing, fmt.Sprint(n))
		}
		r.read += s.Chunks[n]
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s: %d of %d chunks are not scored, the first of them %s: score them with 'handoff score-chunk'",
			r.work.dir, len(missing), len(all), strings.Join(missing[:min(len(missing), 10)], ", "))
	}
	return all, nil
}

// sameInputs holds the inputs to those that were planned with.
func (r *run) sameInputs(ctx context.Context) error {
	now, err := report.HashFiles(ctx, r.Options.inputs(), r.work.input)
	if err != nil {
		return err
	}
	if !slices.Equal(now, r.plan.Inputs) {
		return fmt.Errorf("%s: the inputs are not those that were planned with: plan anew, with --fresh", r.work.dir)
	}
	return nil
}
