package report

import (
	"bufio"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/sys/unix"
)

// A Host is the machine a run ran on.
type Host struct {
	System string `json:"system"` // e.g. "linux/amd64"
	Kernel string `json:"kernel"` // uname -r
	CPU    string `json:"cpu,omitempty"`
	Cores  int    `json:"cores"` // that this process may use
}

// ThisHost describes the machine this process runs on.
func ThisHost() Host {
	return Host{
		System: runtime.GOOS + "/" + runtime.GOARCH,
		Kernel: kernel(),
		CPU:    cpuModel(),
		Cores:  runtime.NumCPU(),
	}
}

// ThisTool describes the handoff that runs.
func ThisTool() Tool {
	t := Tool{Version: "unknown", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return t
	}
	t.Version = info.Main.Version
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			t.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if t.Commit != "" {
		t.Commit += dirty
	}
	return t
}

func kernel() string {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return ""
	}
	return unix.ByteSliceToString(u.Release[:])
}

func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
