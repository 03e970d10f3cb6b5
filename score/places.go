package score

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"handoff/records"
	"handoff/report"
)

// Stdout is the output that is written to Options.Stdout.
const Stdout = "-"

// workEnding is that of a run's folder beside its output.
const workEnding = ".handoff"

// RejectsFor is where the rejects of an output lie.
func RejectsFor(output string) string { return output + ".rejects.csv" }

// withPlaces names the files that were not named.
func (o Options) withPlaces() Options {
	if o.Output == Stdout {
		o.OutputKind = cmp.Or(o.OutputKind, "csv")
		return o
	}
	if o.Rejects == "" {
		o.Rejects = RejectsFor(o.Output)
	}
	if o.Receipt == "" {
		o.Receipt = report.PathFor(o.Output)
	}
	return o
}

// temporaryPrefix is how the names of the folders of runs to stdout begin.
const temporaryPrefix = "handoff-score-"

// folder is where a run keeps what is not whole: beside the output, or for
// Stdout among the system's temporary files.
func (o Options) folder() (string, error) {
	if o.Output == Stdout {
		dir, err := os.MkdirTemp("", temporaryPrefix+"*")
		if err != nil {
			return "", fmt.Errorf("what goes to stdout lies among the temporary files first: name a folder that can be written to in TMPDIR: %w", err)
		}
		return dir, nil
	}
	return o.Output + workEnding, nil
}

// A target is a file that a run makes: its name in the run's folder until it
// is whole, and where it is to lie then.
type target struct{ name, final string }

func (o Options) output() target {
	name := "output-" + filepath.Base(o.Output)
	if o.OutputKind != "" {
		name = "output." + o.OutputKind
	}
	return target{name, o.Output}
}

func (o Options) rejects() target {
	if o.Rejects == "" {
		return target{name: RejectsFor("none")}
	}
	return target{"rejects-" + filepath.Base(o.Rejects), o.Rejects}
}

func (o Options) receiptFile() target { return target{"receipt.json", o.Receipt} }

// written are the files that hold records, the output last.
func (o Options) written(s *Summary) []target {
	if s.Rejects == "" {
		return []target{o.output()}
	}
	return []target{o.rejects(), o.output()}
}

// checkPlaces refuses files that cannot be made, or would replace an input.
func (o Options) checkPlaces() error {
	if err := records.CheckStdin(o.Records); err != nil {
		return err
	}
	var taken, places []string
	for _, path := range []string{o.Output, o.Rejects, o.Receipt} {
		if path == "" || path == Stdout {
			continue
		}
		if slices.Contains(places, placeOf(path)) {
			return fmt.Errorf("%s: is to hold two things: name another file for output, rejects or receipt", path)
		}
		taken, places = append(taken, path), append(places, placeOf(path))
		if err := report.CheckTarget(path); err != nil {
			return err
		}
		if err := records.Distinct(path, o.sources()); err != nil {
			return err
		}
	}
	if err := o.checkFolder(slices.Concat(taken, o.sources())); err != nil {
		return err
	}
	if err := o.checkKinds(); err != nil {
		return err
	}
	return o.checkStreams(taken)
}

// placeOf is a path as every path to the same place has it, whatever links lead
// there.
func placeOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path)) // of a file that is not there yet
	if err != nil {
		return path
	}
	return filepath.Join(folder, filepath.Base(path))
}

// checkFolder refuses files in the run's folder, in which a run removes what it
// does not know and which it removes in the end.
func (o Options) checkFolder(paths []string) error {
	if o.Output == Stdout {
		return nil
	}
	folder := o.Output + workEnding
	for _, path := range paths {
		if strings.HasPrefix(placeOf(path), placeOf(folder)+string(filepath.Separator)) {
			return fmt.Errorf("%s: lies in %s, which is the run's own and is removed with all that is in it: name another file", path, folder)
		}
	}
	return nil
}

func (o Options) checkKinds() error {
	if o.Output == Stdout && o.Rejects == "" && o.MaxRejects != nil {
		return errors.New("--max-rejects: no file is named for rejects of an output to stdout: name one with --rejects")
	}
	if o.OutputKind != "" {
		if err := records.CanCreate("." + o.OutputKind); err != nil {
			return fmt.Errorf("--output-format %w", err)
		}
	} else if err := records.CanCreate(o.Output); err != nil {
		return err
	}
	if o.Rejects == "" {
		return nil
	}
	return records.CanCreate(o.Rejects)
}

// checkStreams refuses a file that is read and written at once because one of
// its ends was redirected.
func (o Options) checkStreams(outputs []string) error {
	if i := slices.IndexFunc(outputs, isFile(o.Stdin)); i >= 0 && slices.Contains(o.Records, records.Stdin) {
		return fmt.Errorf("output %s is what stdin reads: choose another name", outputs[i])
	}
	if i := slices.IndexFunc(o.inputs(), isFile(o.Stdout)); i >= 0 && o.Output == Stdout {
		return fmt.Errorf("stdout writes to the input %s: choose another file", o.inputs()[i])
	}
	return nil
}

// isFile tells of a path whether it is the file that a stream leads to.
func isFile(stream any) func(path string) bool {
	return func(path string) bool {
		f, ok := stream.(*os.File)
		if !ok {
			return false
		}
		a, err := f.Stat()
		b, statErr := os.Stat(path)
		return err == nil && statErr == nil && os.SameFile(a, b)
	}
}

// deliver moves the files to their places, the output last: where it is, the
// rest is. Rejects of an earlier run would be taken for this one's.
func (r *run) deliver(s *Summary) error {
	targets := r.written(s)
	if r.Receipt != "" {
		targets = append([]target{r.receiptFile()}, targets...)
	}
	near, err := r.bringNear(targets)
	defer removeAll(near)
	if err != nil {
		return err
	}
	if s.Rejects == "" && r.Rejects != "" {
		if err := os.Remove(r.Rejects); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, t := range targets {
		if t.final == Stdout {
			err = r.print(near[i])
		} else {
			err = report.Move(near[i], t.final)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bringNear copies what is to lie on other file systems, so that one that is full
// is found before anything is replaced. It gives where each file lies then, also
// those before an error.
func (r *run) bringNear(targets []target) (near []string, err error) {
	for _, t := range targets {
		path := r.work.pathOf(t)
		if t.final != Stdout {
			if path, err = report.Near(path, t.final); err != nil {
				return near, err
			}
		}
		near = append(near, path)
	}
	return near, nil
}

// removeAll removes the files that were not moved.
func removeAll(paths []string) {
	for _, path := range paths {
		os.Remove(path)
	}
}

func (r *run) print(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(r.Stdout, f); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}
