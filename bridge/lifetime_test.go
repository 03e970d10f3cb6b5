package bridge

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

func numbers() []schema.Column {
	return []schema.Column{
		{Name: "a", DType: schema.DType{Kind: schema.Float64}},
		{Name: "s", DType: schema.DType{Kind: schema.Str}},
		{Name: "i", DType: schema.DType{Kind: schema.Int32}},
	}
}

func peer(function string) *schema.Contract {
	return &schema.Contract{Predict: schema.Predict{Call: "peers:" + function}, Columns: numbers(),
		Outputs: []schema.Output{{Name: "n", DType: schema.DType{Kind: schema.Float64}}}}
}

// A frame that the model keeps holds its values whatever comes after: later
// batches, its batch given up, its pages unmapped but for those it views.
func TestKeptFramesKeepTheirValues(t *testing.T) {
	m := load(t, peer("keep"))
	for call := range 6 {
		batch := batchOf(numbers(), 8, func(_ schema.Column, row int) int { return row + call })
		c := wrapper.Call{Batch: batch}
		if call%2 == 1 {
			c = mapped(batch)
		}
		r, err := m.Predict(ctx, c)
		if err != nil {
			t.Fatal(trace(err))
		}
		r.Release()
		batch.Release()
	}
}

// What the model writes into its frame, the caller's batch does not see.
func TestWritesStayInTheFrame(t *testing.T) {
	columns := numbers()[:1]
	batch := batchOf(columns, 5, func(_ schema.Column, row int) int { return row + 1 })
	before := ipcOf(batch)
	c := peer("scribble")
	c.Columns = columns
	r, err := load(t, c).Predict(ctx, wrapper.Call{Batch: batch})
	if err != nil {
		t.Fatal(trace(err))
	}
	defer r.Release()
	if string(ipcOf(batch)) != string(before) {
		t.Error("the caller's batch changed")
	}
}

// Python's own objects, its memory and the process's stay level over many
// calls, good and bad, mapped and not.
func TestNothingLeaks(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	stream := ipcOf(mixedBatch(50))
	models := []wrapper.Model{load(t, mixedContract("leaks:answer")), load(t, mixedContract("leaks:fail"))}
	round := func() {
		for i := range 150 {
			batches, err := ipc.NewReader(bytes.NewReader(stream), ipc.WithAllocator(alloc))
			must(err)
			batches.Next()
			call := wrapper.Call{Batch: batches.Record()}
			if i%3 == 0 {
				call = mapped(call.Batch)
			}
			r, err := models[i%2].Predict(ctx, call)
			if call.Mapping != nil {
				call.Batch.Release()
			}
			batches.Release()
			if (err == nil) != (i%2 == 0) {
				t.Fatal(err)
			}
			r.Release()
		}
	}
	round()
	objects, resident := counted(t), residentBytes(t)
	for range 3 {
		round()
	}
	if grown := counted(t) - objects; grown > 50 {
		t.Errorf("python has %d objects more after 450 calls", grown)
	}
	if grown := residentBytes(t) - resident; grown > 16<<20 {
		t.Errorf("the process grew by %d bytes in 450 calls", grown)
	}
}

func mixedContract(call string) *schema.Contract {
	return &schema.Contract{Predict: schema.Predict{Call: call}, Columns: mixed(),
		Outputs: []schema.Output{{Name: "a", DType: schema.DType{Kind: schema.Float64}}, {Name: "b", DType: schema.DType{Kind: schema.Str}}, {Name: "c", DType: schema.DType{Kind: schema.JSON}}}}
}

// counted is how many objects Python tracks.
func counted(t *testing.T) int {
	source, err := os.ReadFile("testdata/count.py")
	must(err)
	out, err := interp.Run(ctx, wrapper.Script{Name: "count.py", Source: string(source)})
	if err != nil {
		t.Fatal(trace(err))
	}
	var n int
	must(json.Unmarshal(out, &n))
	return n
}

func residentBytes(t *testing.T) int {
	text, err := os.ReadFile("/proc/self/statm")
	must(err)
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	must(err)
	return pages * os.Getpagesize()
}

// What a call has freed the next one gets again, from no kernel.
func TestFreedMemoryIsKept(t *testing.T) {
	source, err := os.ReadFile("testdata/faults.py")
	must(err)
	out, err := interp.Run(ctx, wrapper.Script{Name: "faults.py", Source: string(source)})
	if err != nil {
		t.Fatal(trace(err))
	}
	var faults int
	must(json.Unmarshal(out, &faults))
	if most := 300 << 20 / os.Getpagesize(); faults > most {
		t.Errorf("using 300 MiB ten times more cost %d faults of pages, once costs %d", faults, most)
	}
}

// What only loading took is given back before the first call.
func TestLoadingIsGivenBack(t *testing.T) {
	c := peer("")
	c.Load.Call, c.Predict.Call = "leaks:Heavy", "predict"
	m := load(t, c)
	left := residentBytes(t)
	r, err := m.Predict(ctx, wrapper.Call{Batch: batchOf(numbers(), 1, func(schema.Column, int) int { return 1 })})
	if err != nil {
		t.Fatal(trace(err))
	}
	defer r.Release()
	held := int(r.Outputs.Column(0).(*array.Float64).Value(0)) * os.Getpagesize()
	if held-left < 250<<20 {
		t.Errorf("%d MiB were held while loading, %d after it: 300 should be less", held>>20, left>>20)
	}
}

// Threads of the model's run between calls.
func TestModelThreadsRunBetweenCalls(t *testing.T) {
	m := load(t, faulty("starts_thread"))
	r, err := m.Predict(ctx, ones(1))
	if err != nil {
		t.Fatal(trace(err))
	}
	defer r.Release()
	source, err := os.ReadFile("testdata/ticks.py")
	must(err)
	script := wrapper.Script{Name: "ticks.py", Source: string(source)}
	ticks := func() int {
		out, err := interp.Run(ctx, script)
		if err != nil {
			t.Fatal(trace(err))
		}
		var n int
		must(json.Unmarshal(out, &n))
		return n
	}
	before := ticks()
	for range 100_000 {
		if ticks() > before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("the thread stood still at %d", before)
}
