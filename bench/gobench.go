package bench

import (
	"fmt"
	"io"
	"time"

	"golang.org/x/perf/benchfmt"
)

// WriteGo writes the report in the Go benchmark format, which benchstat
// reads: the warm calls as one result for each of ten to twenty blocks of
// calls, so that two runs can be compared with their spread.
func (r *Report) WriteGo(w io.Writer) error {
	out := benchfmt.NewWriter(w)
	for _, res := range r.results() {
		res.Config = r.config()
		if err := out.Write(&res); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) config() []benchfmt.Config {
	var all []benchfmt.Config
	for _, c := range [][2]string{{"model", r.Model}, {"python", r.Receipt.Runtime.Python}, {"cpu", r.Receipt.Host.CPU}} {
		all = append(all, benchfmt.Config{Key: c[0], Value: []byte(c[1]), File: true})
	}
	return all
}

func (r *Report) results() []benchfmt.Result {
	var all []benchfmt.Result
	add := func(name string, iters int64, each time.Duration) {
		if each > 0 { // zero was not measured
			all = append(all, result(name, iters, each))
		}
	}
	add("Start", 1, r.Start)
	add("Import", 1, r.Import)
	add("Load", 1, r.Load)
	add("First", 1, r.First)
	predict := fmt.Sprintf("Predict/%ss=%d", r.unit(), r.Rows)
	for _, b := range r.Blocks {
		res := result(predict, b.Calls, b.Time/time.Duration(b.Calls))
		res.Values = append(res.Values, benchfmt.Value{Value: float64(r.Rows*b.Calls) / b.Time.Seconds(), Unit: r.unit() + "s/s"})
		all = append(all, res)
	}
	for _, p := range r.Warm.percentiles() {
		if p.took != nil {
			add(predict+"/quantile="+p.name, r.Warm.Calls, *p.took)
		}
	}
	for _, s := range r.Stages {
		add(predict+"/stage="+s.Name, s.Calls, s.Mean)
	}
	return all
}

func result(name string, iters int64, each time.Duration) benchfmt.Result {
	return benchfmt.Result{
		Name: benchfmt.Name(name), Iters: int(iters),
		Values: []benchfmt.Value{{Value: float64(each), Unit: "ns/op"}},
	}
}
