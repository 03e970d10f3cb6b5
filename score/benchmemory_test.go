package score

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkMemory takes the peak of what all processes of a run hold at the
// same time, of a million and of ten million records: the sum of their
// proportional set sizes, in which what they share counts once.
func BenchmarkMemory(b *testing.B) {
	var files []string
	for _, rows := range sizes {
		files = append(files, admissionsCSV(b, rows))
	}
	for name, hidden := range map[string][]string{"linear": nil, "network": {"256", "256"}} {
		b.Run("memory-"+name, func(b *testing.B) { peaks(b, newAdmissions(b, hidden...).handoff(runtime.NumCPU()), files) })
	}
}

func peaks(b *testing.B, handoff side, files []string) {
	peaks := make([][]float64, len(files))
	for b.Loop() {
		for i, records := range files {
			peaks[i] = append(peaks[i], peakMemory(b, handoff.command(records, filepath.Join(b.TempDir(), "scores.csv"))))
		}
	}
	b.ReportMetric(0, "ns/op")
	for i, rows := range sizes {
		b.ReportMetric(median(peaks[i])/1e6, fmt.Sprintf("MB-of-%d", rows))
	}
	b.ReportMetric(median(ratios(peaks[1], peaks[0])), "memory-ratio")
}

// peakMemory runs a command and gives the peak of the memory of all its processes.
func peakMemory(b *testing.B, cmd *exec.Cmd) (peak float64) {
	b.Helper()
	fatal(b, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case err := <-ended:
			fatal(b, err)
			return peak
		case <-tick.C:
			sum := 0.0
			for _, pid := range family(b, cmd.Process.Pid) {
				sum += proportional(b, pid)
			}
			peak = max(peak, sum)
		}
	}
}

// family are a process and all that it started, and what those started.
func family(b *testing.B, pid int) []int {
	b.Helper()
	all := []int{pid}
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	fatal(b, err)
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread that has ended has none
		for _, child := range strings.Fields(string(text)) {
			n, err := strconv.Atoi(child)
			fatal(b, err)
			all = append(all, family(b, n)...)
		}
	}
	return all
}

// proportional is a process's proportional set size in bytes, 0 where it has
// ended.
func proportional(b *testing.B, pid int) float64 {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return 0
	}
	fatal(b, err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if size, ok := strings.CutPrefix(lines.Text(), "Pss:"); ok {
			kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(size), " kB"), 64)
			fatal(b, err)
			return kB * 1024
		}
	}
	return 0
}
