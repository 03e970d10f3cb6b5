package main

import (
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// What package wrapper's example shows.
func TestOpen(t *testing.T) {
	python(t)
	self, err := os.Executable()
	must(t, err)
	t.Setenv("HANDOFF_HOST", self)
	model, err := wrapper.Open(ctx, "../../testmodels/mortality", wrapper.WithHashSeed(1))
	must(t, err)
	defer model.Close()
	info := model.Info()
	if info.Packages["pandas"] == "" || info.Load <= 0 || len(info.Sandbox.Enforced) == 0 {
		t.Errorf("info %+v", info)
	}
	contract, err := schema.Read("../../testmodels/mortality/handoff.toml")
	must(t, err)
	rows := `[{"AGE": 65, "SEX": "M", "COLLECTED": "1996-11-17 00:00:00", "KAPPA": 1.19, "LAMBDA": 1.27,
	           "FLC_GROUP": 4, "CREATININE": 1.3, "MGUS": false}]`
	one, _, err := array.RecordFromJSON(memory.DefaultAllocator, contract.InputSchema(), strings.NewReader(rows))
	must(t, err)
	many, _, err := array.RecordFromJSON(memory.DefaultAllocator, contract.InputSchema(), strings.NewReader(
		"["+strings.TrimSuffix(strings.Repeat(rows[1:len(rows)-1]+",", 10_000), ",")+"]"))
	must(t, err)
	first := risks(t, model, wrapper.Call{Batch: one})
	if first[0] < 0.0891 || first[0] > 0.0892 {
		t.Errorf("got %v, the golden example says 0.0891903327", first[0])
	}
	// The same rows through shared memory score the same.
	for i, risk := range risks(t, model, wrapper.Call{Batch: many}) {
		if risk < first[0]-1e-12 || risk > first[0]+1e-12 {
			t.Fatalf("row %d: got %v, alone %v", i, risk, first[0])
		}
	}
}

func risks(t *testing.T, model wrapper.Model, call wrapper.Call) []float64 {
	t.Helper()
	r, err := model.Predict(ctx, call)
	must(t, err)
	defer r.Release()
	return append([]float64(nil), r.Outputs.Column(0).(*array.Float64).Float64Values()...)
}
