package check

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkCheck is the whole check of one good model of each kind, whose
// environment is there: the wall clock's time in all and by phase, and the
// CPU time of this process and of the hosts that it started.
func BenchmarkCheck(b *testing.B) {
	needHost(b)
	for _, name := range []string{"breast", "mortality", "infarct", "retina/bytes"} {
		b.Run(name, func(b *testing.B) {
			dir, _ := materialised(b, name)
			benchmarkRun(b, dir, Options{})
		})
	}
}

// BenchmarkStatic is the rules that need the files alone, on a project of 50
// modules that all belong to what predict reaches, the start of their host
// included.
func BenchmarkStatic(b *testing.B) {
	needHost(b)
	dir, _ := materialised(b, "mortality")
	multiply(b, filepath.Join(dir, "src"), "flc_mortality", 10)
	var static []string
	for _, rule := range Rules() {
		if rule.phase == PhaseStatic && !strings.Contains(rule.How, "F") && !strings.Contains(rule.How, "P") {
			static = append(static, rule.Name)
		}
	}
	benchmarkRun(b, dir, Options{Select: static})
}

// multiply makes so many packages of one, of which each imports the next.
func multiply(b *testing.B, src, name string, packages int) {
	b.Helper()
	files, err := filepath.Glob(filepath.Join(src, name, "*.py"))
	if err != nil {
		b.Fatal(err)
	}
	for i := 1; i < packages; i++ {
		next := fmt.Sprintf("%s_%d", name, i)
		if err := os.Mkdir(filepath.Join(src, next), 0o755); err != nil {
			b.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(filepath.Join(src, next, filepath.Base(file)), bytes.ReplaceAll(text, []byte(name), []byte(next)), 0o644)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	for i := 1; i < packages; i++ {
		before := name
		if i > 1 {
			before = fmt.Sprintf("%s_%d", name, i-1)
		}
		add(b, filepath.Join(src, before, "model.py"), fmt.Sprintf("\nfrom %s_%d.model import load as load_next, predict as predict_next\n", name, i))
	}
}

// benchmarkRun makes one run that is not counted, and then those that are.
func benchmarkRun(b *testing.B, dir string, opt Options) {
	if _, err := Run(b.Context(), dir, opt); err != nil {
		b.Fatal(err)
	}
	phases := map[Phase]time.Duration{}
	before := cpuTime(b)
	b.ResetTimer()
	for range b.N {
		r, err := Run(b.Context(), dir, opt)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range r.Phases {
			phases[p.Name] += time.Duration(p.Seconds * float64(time.Second))
		}
	}
	b.StopTimer()
	b.ReportMetric((cpuTime(b)-before).Seconds()/float64(b.N), "cpu-s/op")
	for name, took := range phases {
		b.ReportMetric(took.Seconds()/float64(b.N), string(name)+"-s/op")
	}
}

// cpuTime is what this process and those it has waited for have used.
func cpuTime(tb testing.TB) (sum time.Duration) {
	tb.Helper()
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if err := syscall.Getrusage(who, &used); err != nil {
			tb.Fatal(err)
		}
		sum += time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	return sum
}
