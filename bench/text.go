package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	python := r.Receipt.Runtime
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s: %s a call, %s, %s, python %s, %s\n\n", r.Model,
		count(r.Rows, r.unit()), count(r.Warm.Calls, "warm call"), count(int64(python.Threads), "thread"), python.Python, r.Receipt.Host.CPU)
	for _, once := range []struct {
		name string
		took time.Duration
	}{{"start", r.Start}, {"import", r.Import}, {"load", r.Load}, {"first call", r.First}} {
		fmt.Fprintf(t, "%s\t%s\t\n", once.name, show(&once.took))
	}
	fmt.Fprint(t, "\n\tp50\tp90\tp99\tmean\tmax\t\n")
	writeRow(t, "warm call", r.Warm)
	for _, s := range r.Stages {
		writeRow(t, s.Name, s.Summary)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%.0f %ss/s\n%s", r.RowsPerSecond, r.unit(), r.withheld())
	return err
}

func writeRow(w io.Writer, name string, s Summary) {
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", name, show(s.P50), show(s.P90), show(s.P99), show(&s.Mean), show(&s.Max))
}

// withheld says which percentiles are not stated, and why.
func (r *Report) withheld() string {
	for _, p := range r.Warm.percentiles() {
		if p.took == nil {
			return fmt.Sprintf("%s takes at least %d warm calls: not stated\n", p.name, CallsFor(p.q))
		}
	}
	return ""
}

func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// show writes a duration to three significant digits.
func show(d *time.Duration) string {
	if d == nil {
		return "-"
	}
	unit := time.Duration(1)
	for *d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}
