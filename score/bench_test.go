package score

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"handoff/schema"
	"handoff/wrapper"
)

// A side is one way to score, from nothing to an output on the disk.
type side struct {
	name string
	// command scores records; its arguments end where those two follow.
	command func(records, output string) *exec.Cmd
}

// A model is the hand-off of peers/admissions with these hidden layers, in the
// environment that handoff has built for it.
type admissionsModel struct {
	dir     string
	python  string
	pyarrow string // folder with pyarrow, which no environment of a model holds
	hidden  []string
}

func newAdmissions(b *testing.B, hidden ...string) admissionsModel {
	m := admissionsModel{dir: filepath.Join(b.TempDir(), "admissions"), hidden: hidden}
	fatal(b, os.CopyFS(m.dir, os.DirFS("peers/admissions")))
	path := filepath.Join(m.dir, schema.FileName)
	text, err := os.ReadFile(path)
	fatal(b, err)
	fatal(b, os.WriteFile(path, bytes.Replace(text, []byte("hidden = []"), []byte("hidden = ["+strings.Join(hidden, ", ")+"]"), 1), 0o644))
	m.python, m.pyarrow = pythonOf(b, path), peersSite(b)
	return m
}

// pythonOf is the interpreter of a contract's environment. It is named to
// handoff as it is to the peers: nothing is looked for, and no shim asked.
func pythonOf(b *testing.B, contract string) string {
	b.Helper()
	c, err := schema.Read(contract)
	fatal(b, err)
	env, err := wrapper.BuildEnvironment(b.Context(), c, wrapper.EnvOptions{})
	fatal(b, err)
	b.Cleanup(env.Close)
	b.Setenv("HANDOFF_PYTHON", env.Python.Executable)
	return filepath.Join(env.Venv, "bin", "python")
}

// peersSite is where the packages lie that only peers need.
func peersSite(b *testing.B) string {
	b.Helper()
	out, err := exec.Command("../scripts/test-env", "peers").Output()
	fatal(b, err)
	return filepath.Join(strings.TrimSpace(string(out)), "lib", "python3.8", "site-packages")
}

func (m admissionsModel) handoff(workers int) side {
	return handoffSide(m.dir, workers)
}

func handoffSide(dir string, workers int) side {
	return side{"handoff", func(records, output string) *exec.Cmd {
		return exec.Command("../bin/handoff", "score", dir, records, "-o", output, "--workers", strconv.Itoa(workers))
	}}
}

// peer is peers/table.py with these settings.
func (m admissionsModel) peer(name string, settings ...string) side {
	return side{name, func(records, output string) *exec.Cmd {
		args := append([]string{"peers/table.py", records, output}, settings...)
		cmd := exec.Command(m.python, append(append(args, "--hidden"), m.hidden...)...)
		if slices.Contains(settings, "pyarrow") || strings.HasSuffix(output, ".parquet") {
			cmd.Env = append(os.Environ(), "PYTHONPATH="+m.pyarrow)
		}
		return cmd
	}}
}

// run gives the time that a side takes by the clock, and of the processors.
func (s side) run(b *testing.B, records, output string) (clock, cpu time.Duration) {
	b.Helper()
	cmd := s.command(records, output)
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v: %s", s.name, err, out)
	}
	return time.Since(began), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// sweepRows are few enough to try each setting of a peer.
const sweepRows = 200_000

// best is the fastest of a peer's settings, of two runs each. It gives what
// handoff gives, or the benchmark ends.
func best(b *testing.B, name string, all []side, records, expected string) side {
	b.Helper()
	var fastest side
	least := time.Duration(math.MaxInt64)
	for _, s := range all {
		output := filepath.Join(b.TempDir(), "swept.csv")
		first, _ := s.run(b, records, output)
		second, _ := s.run(b, records, output)
		took := min(first, second)
		sameScores(b, expected, output)
		b.Logf("%s: %v", s.name, took.Round(time.Millisecond))
		if took < least {
			fastest, least = s, took
		}
	}
	fastest.name = name
	return fastest
}

// sameScores holds that two outputs have the same keys, and scores that differ
// by no more than the order in which floats are summed.
func sameScores(b *testing.B, expected, got string) {
	b.Helper()
	e, g := rowsOf(b, expected), rowsOf(b, got)
	if len(e) != len(g) {
		b.Fatalf("%s: %d rows, expected %d", got, len(g), len(e))
	}
	for i := range e[1:] {
		x, errX := strconv.ParseFloat(e[i+1][1], 64)
		y, errY := strconv.ParseFloat(g[i+1][1], 64)
		if errX != nil || errY != nil || e[i+1][0] != g[i+1][0] || math.Abs(x-y) > 1e-5 {
			b.Fatalf("%s: row %d is %v, expected %v", got, i, g[i+1], e[i+1])
		}
	}
}

func rowsOf(b *testing.B, path string) [][]string {
	b.Helper()
	f, err := os.Open(path)
	fatal(b, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	fatal(b, err)
	return rows
}

// inTurns takes all sides in turns, each time another one first, and reports
// the median time of each, by the clock and of the processors, and of how much
// longer by the clock than the first, handoff, the others took in the same turn.
func inTurns(b *testing.B, records, ending string, sides ...side) {
	took, used := make([][]float64, len(sides)), make([][]float64, len(sides))
	for turn := 0; b.Loop(); turn++ {
		for i := range sides {
			i = (i + turn) % len(sides)
			output := filepath.Join(b.TempDir(), "scores"+ending)
			clock, cpu := sides[i].run(b, records, output)
			took[i], used[i] = append(took[i], clock.Seconds()), append(used[i], cpu.Seconds())
		}
	}
	b.ReportMetric(0, "ns/op") // a turn's time says nothing
	for i, s := range sides {
		b.ReportMetric(median(took[i]), s.name+"-s")
		b.ReportMetric(median(used[i]), s.name+"-cpu-s")
		if i > 0 {
			b.ReportMetric(median(ratios(took[i], took[0])), s.name+"/handoff")
		}
	}
}

func ratios(a, b []float64) []float64 {
	all := make([]float64, len(a))
	for i := range a {
		all[i] = a[i] / b[i]
	}
	return all
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// sizes are the numbers of records that are scored.
var sizes = []int{1_000_000, 10_000_000}

// BenchmarkLinear scores by a model that costs little beside what reading its
// frames costs.
func BenchmarkLinear(b *testing.B) {
	m := newAdmissions(b)
	handoff := m.handoff(1)
	sweep, expected := swept(b, handoff)
	var c, pyarrow []side
	for _, batch := range []string{"8192", "32768", "131072", "524288"} {
		c = append(c, m.peer("c, batch "+batch, "--batch", batch))
		pyarrow = append(pyarrow, m.peer("pyarrow, batch "+batch, "--engine", "pyarrow", "--batch", batch))
	}
	sides := []side{handoff, best(b, "c", c, sweep, expected), best(b, "pyarrow", pyarrow, sweep, expected)}
	bySize(b, sides, ".csv", ".parquet")
}

// BenchmarkNetwork scores by a network of torch that costs more than its frames.
func BenchmarkNetwork(b *testing.B) {
	cores := strconv.Itoa(runtime.NumCPU())
	m := newAdmissions(b, "256", "256")
	handoff := m.handoff(runtime.NumCPU())
	sweep, expected := swept(b, handoff)
	sides := []side{handoff}
	for _, form := range [][]string{{"one-thread"}, {"threads", "--threads", cores}, {"processes", "--processes", cores}} {
		var all []side
		for _, batch := range []string{"1024", "8192", "65536"} {
			for _, engine := range []string{"c", "pyarrow"} {
				settings := append([]string{"--engine", engine, "--batch", batch}, form[1:]...)
				all = append(all, m.peer(form[0]+", "+engine+", batch "+batch, settings...))
			}
		}
		sides = append(sides, best(b, form[0], all, sweep, expected))
	}
	bySize(b, sides, ".csv")
}

// swept are records to try settings with, and handoff's scores of them.
func swept(b *testing.B, handoff side) (records, expected string) {
	records, expected = admissionsCSV(b, sweepRows), filepath.Join(b.TempDir(), "expected.csv")
	handoff.run(b, records, expected)
	return records, expected
}

func bySize(b *testing.B, sides []side, endings ...string) {
	for _, rows := range sizes {
		for _, ending := range endings {
			b.Run(fmt.Sprintf("rows=%d/to=%s", rows, ending[1:]), func(b *testing.B) {
				inTurns(b, admissionsCSV(b, rows), ending, sides...)
			})
		}
	}
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
