package score

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/ipc"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/report"
	"handoff/schema"
	"handoff/wrapper"
)

var pipedSchema = arrow.NewSchema([]arrow.Field{
	{Name: "x", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "other", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "id", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// idOf is the key of the record with this x.
func idOf(x int64) string { return fmt.Sprintf("k%d", x) }

func pipedBatch(x ...int64) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, pipedSchema)
	defer b.Release()
	for _, v := range x {
		b.Field(0).(*array.Int64Builder).Append(v)
		b.Field(1).AppendNull()
		b.Field(2).(*array.StringBuilder).Append(idOf(v))
	}
	return b.NewRecord()
}

// piped is an Arrow IPC stream of batches.
func piped(t tb, batches ...arrow.Record) []byte {
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(pipedSchema))
	for _, r := range batches {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// filtering is options to filter what is read.
func filtering(t tb, dir string, in io.Reader, model *fake) (Options, *bytes.Buffer) {
	opts, out := input(t, dir, "", model), &bytes.Buffer{}
	opts.Stdin, opts.Stdout = in, out
	return opts, out
}

func answered(t tb, stream io.Reader) []arrow.Record {
	r, err := ipc.NewReader(stream)
	if err != nil {
		t.Fatal(err)
	}
	var all []arrow.Record
	for r.Next() {
		r.Record().Retain()
		all = append(all, r.Record())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return all
}

const endOfStream = "\xff\xff\xff\xff\x00\x00\x00\x00"

// Each batch has an answer of as many rows in its order, whatever becomes of
// its records; rejects have their key and the reason, and nothing else.
func TestFilterAnswersEveryRecord(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		model := &fake{mem: mem, raises: map[int64]bool{3: true}, dies: map[int64]bool{5: true}}
		var batches []arrow.Record
		for _, x := range rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]int64{0, 1, 2, 3, 5, 7, 800, 1001}), 0, 9), 0, 5).Draw(t, "batches") {
			batches = append(batches, pipedBatch(x...))
		}
		opts, out := filtering(t, dir, bytes.NewReader(piped(t, batches...)), model)
		opts.BatchSize = rapid.IntRange(1, 10).Draw(t, "batch size")
		s, err := Filter(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		got := answered(t, bytes.NewReader(out.Bytes()))
		if !strings.HasSuffix(out.String(), endOfStream) {
			t.Fatal("no end-of-stream mark")
		}
		rows, rejected := int64(0), int64(0)
		for _, b := range batches {
			for from := int64(0); from < b.NumRows(); from += int64(opts.BatchSize) {
				want := b.NewSlice(from, min(from+int64(opts.BatchSize), b.NumRows()))
				rejected += compareAnswer(t, want, got[0])
				rows, got = rows+want.NumRows(), got[1:]
			}
		}
		if len(got) > 0 || s.Read != rows || s.Rejected != rejected || s.Scored != rows-rejected {
			t.Fatalf("%d answers more, summary %+v of %d rows, %d rejected", len(got), s, rows, rejected)
		}
	})
}

// compareAnswer gives how many records were rejected.
func compareAnswer(t tb, records, answer arrow.Record) (rejected int64) {
	if answer.NumRows() != records.NumRows() {
		t.Fatal(answer.NumRows(), "rows for", records.NumRows())
	}
	why := map[int64]string{3: "predict: ", 5: "predict: ", 800: "result: ", 1001: "validate: "}
	for i, x := range records.Column(0).(*array.Int64).Int64Values() {
		id, y, reason := answer.Column(0).(*array.String), answer.Column(1).(*array.Float64), answer.Column(2).(*array.String)
		_, bad := why[x]
		switch {
		case id.Value(i) != idOf(x), y.IsValid(i) == bad, reason.IsValid(i) != bad:
			t.Fatal(answer, "for", x)
		case bad && !strings.HasPrefix(reason.Value(i), why[x]):
			t.Fatal(reason.Value(i), "for", x)
		case !bad && y.Value(i) != 2*float64(x):
			t.Fatal(y.Value(i), "for", x)
		}
		if bad {
			rejected++
		}
	}
	return rejected
}

func TestFilterOfNoRecordsWritesTheSchema(t *testing.T) {
	opts, out := filtering(t, t.TempDir(), bytes.NewReader(piped(t)), &fake{mem: memory.DefaultAllocator})
	if _, err := Filter(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	r, err := ipc.NewReader(out)
	if err != nil {
		t.Fatal(err)
	}
	if names := fmt.Sprint(r.Schema()); r.Next() || r.Err() != nil || r.Schema().NumFields() != 3 || !strings.Contains(names, ErrorColumn) {
		t.Errorf("schema %s, error %v", names, r.Err())
	}
}

// A key that a column has as an integer is one.
func TestFilterKeepsIntegerKeys(t *testing.T) {
	opts, out := filtering(t, t.TempDir(), bytes.NewReader(piped(t, pipedBatch(1, 1001, 3))), &fake{mem: memory.DefaultAllocator, raises: map[int64]bool{3: true}})
	opts.Contract.Predict.Keys = []string{"x"}
	if _, err := Filter(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	if keys, ok := answered(t, out)[0].Column(0).(*array.Int64); !ok || fmt.Sprint(keys.Int64Values()) != "[1 1001 3]" {
		t.Errorf("keys %v", keys)
	}
}

// A batch is answered before the next is waited for, and the schema is there
// before any; the end of the stream need not be that of the pipe.
func TestFilterAnswersAtOnce(t *testing.T) {
	in, give := io.Pipe()
	take, out := io.Pipe()
	opts, _ := filtering(t, t.TempDir(), in, &fake{mem: memory.DefaultAllocator})
	opts.Stdout = out
	done := make(chan error, 1)
	go func() {
		_, err := Filter(t.Context(), opts)
		done <- errors.Join(err, out.Close())
	}()
	whole := piped(t, pipedBatch(1), pipedBatch(2))
	head := len(piped(t)) - len(endOfStream)
	first := len(piped(t, pipedBatch(1))) - len(endOfStream)
	give.Write(whole[:head])
	r, err := ipc.NewReader(take)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range [][]byte{whole[head:first], whole[first : len(whole)-len(endOfStream)]} {
		give.Write(step)
		if !r.Next() || r.Record().NumRows() != 1 {
			t.Fatal("no answer", r.Err())
		}
	}
	give.Write([]byte(endOfStream))
	if r.Next() || r.Err() != nil {
		t.Error("no end", r.Err())
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	give.Close()
}

// What did not end well has no end-of-stream mark.
func TestFilterThatFailsEndsNoStream(t *testing.T) {
	whole := piped(t, pipedBatch(1, 2), pipedBatch(3))
	for name, c := range map[string]struct {
		in   string
		want string
	}{
		"cut between batches": {string(whole[:len(whole)-len(endOfStream)]), "end-of-stream mark: it was cut short"},
		"cut in a batch":      {string(whole[:len(whole)-50]), "-: after record 2 of the file: body of a message"},
		"cut in the schema":   {string(whole[:40]), "not all are there"},
		"two streams":         {string(whole) + string(whole), "there is more after the end of the stream"},
		"more":                {string(whole) + "\x00", "there is more after the end of the stream"},
		"nothing":             {"", "-: expected an Arrow IPC stream, seen that the content is empty"},
		"text":                {"id,x\n1,2\n", "-: expected an Arrow IPC stream, seen that the content is text"},
		"file":                {"ARROW1\x00\x00", "seen that the content is Arrow IPC file"},
	} {
		t.Run(name, func(t *testing.T) {
			opts, out := filtering(t, t.TempDir(), strings.NewReader(c.in), &fake{mem: memory.DefaultAllocator})
			if _, err := Filter(t.Context(), opts); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
			if strings.HasSuffix(out.String(), endOfStream) {
				t.Error("the answer looks whole")
			}
		})
	}
	opts, out := filtering(t, t.TempDir(), bytes.NewReader(whole), &fake{err: errors.New("lost")})
	if _, err := Filter(t.Context(), opts); err == nil || strings.HasSuffix(out.String(), endOfStream) {
		t.Error("a model that cannot be called:", err)
	}
}

// With more rejects than allowed the stream has no end: at once where they are a
// number, at the end where they are a share.
func TestFilterEndsWithTooManyRejects(t *testing.T) {
	whole := piped(t, pipedBatch(1, 2), pipedBatch(3, 4))
	for limit, want := range map[string]string{"1": "", "2": "whole", "49%": "", "50%": "whole", "0": ""} {
		model := &fake{mem: memory.DefaultAllocator, raises: map[int64]bool{1: true, 3: true}}
		opts, out := filtering(t, t.TempDir(), bytes.NewReader(whole), model)
		opts.MaxRejects, _ = ParseLimit(limit)
		_, err := Filter(t.Context(), opts)
		got := ""
		if strings.HasSuffix(out.String(), endOfStream) {
			got = "whole"
		}
		if got != want || (err == nil) != (want == "whole") || err != nil && !strings.Contains(err.Error(), "more than --max-rejects "+limit+" allows") {
			t.Errorf("--max-rejects %s: the answer looks %q, %v", limit, got, err)
		}
	}
}

// A receipt says what came and what went; where it cannot be written, the answer
// is not whole.
func TestFilterLeavesAReceipt(t *testing.T) {
	dir, in := t.TempDir(), piped(t, pipedBatch(1, 2000), pipedBatch(3))
	opts, out := filtering(t, dir, bytes.NewReader(in), &fake{mem: memory.DefaultAllocator, raises: map[int64]bool{3: true}})
	opts.Receipt = filepath.Join(dir, "receipt.json")
	if _, err := Filter(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	r, err := report.ReadReceipt(opts.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	of := func(content []byte) []report.File {
		return []report.File{{Path: "-", SHA256: fmt.Sprintf("%x", sha256.Sum256(content)), Bytes: int64(len(content))}}
	}
	if !slices.Equal(r.Inputs, of(in)) || !slices.Equal(r.Outputs, of(out.Bytes())) {
		t.Errorf("came %v, went %v", r.Inputs, r.Outputs)
	}
	if c := r.Counts; r.Command != "filter" || c["read"] != 3 || c["scored"] != 1 || c["rejected"] != 2 || c["failed-calls"] != 1 {
		t.Errorf("%s: %v", r.Command, c)
	}
	raised := report.Reason{Stage: "predict", Rule: "predict", Declared: "ValueError", Count: 1, First: "-: record 2"}
	why := []report.Reason{{Stage: "validate", Rule: "range", Column: "x", Declared: "[0, 1000]", Count: 1, First: "-: record 1"}, raised}
	if r.Why == nil || r.Failed == nil || !slices.Equal(r.Why.Kinds, why) || !slices.Equal(r.Failed.Kinds, []report.Reason{raised}) {
		t.Errorf("rejected for %+v, calls failed for %+v", r.Why, r.Failed)
	}
	if faults, err := r.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Error(faults, err)
	}

	opts, out = filtering(t, dir, bytes.NewReader(in), &fake{mem: memory.DefaultAllocator})
	opts.Receipt = filepath.Join(dir, "gone", "receipt.json")
	if err := os.Mkdir(filepath.Dir(opts.Receipt), 0o700); err != nil {
		t.Fatal(err)
	}
	fresh(t, &opts, func() wrapper.Model {
		os.Remove(filepath.Dir(opts.Receipt))
		return &fake{mem: memory.DefaultAllocator}
	})
	if _, err := Filter(t.Context(), opts); err == nil || strings.HasSuffix(out.String(), endOfStream) {
		t.Errorf("without its receipt: %v, a whole answer: %v", err, strings.HasSuffix(out.String(), endOfStream))
	}
}

func TestFilterRefuses(t *testing.T) {
	for want, change := range map[string]func(*schema.Contract){
		"one row":         func(c *schema.Contract) { c.Predict.Rows = schema.RowsKey },
		`named "_error"`:  func(c *schema.Contract) { c.Outputs[0].Name = ErrorColumn },
		`column "gone" `:  func(c *schema.Contract) { c.Columns[0].Name = "gone" },
		"predict.rows = ": func(c *schema.Contract) { c.Predict.Rows = schema.RowsKeys },
	} {
		opts, out := filtering(t, t.TempDir(), bytes.NewReader(piped(t)), &fake{})
		change(opts.Contract)
		if _, err := Filter(t.Context(), opts); err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", want, err, out.Len())
		}
	}
}

// A reader that goes away ends the run, and so does an interrupt while nothing
// comes.
func TestFilterEndsWithItsEnds(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	opts, _ := filtering(t, t.TempDir(), bytes.NewReader(piped(t, pipedBatch(1))), &fake{mem: memory.DefaultAllocator})
	opts.Stdout = w
	if _, err := Filter(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "write to stdout") {
		t.Error(err)
	}

	silent, give := io.Pipe()
	defer give.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	opts, _ = filtering(t, t.TempDir(), silent, &fake{})
	if _, err := Filter(ctx, opts); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// Values of patients stand in no error unless that is asked for.
func TestFilterShowsShapes(t *testing.T) {
	for show, want := range map[bool]string{false: "seen ####", true: "seen 1001"} {
		opts, out := filtering(t, t.TempDir(), bytes.NewReader(piped(t, pipedBatch(1001))), &fake{mem: memory.DefaultAllocator})
		opts.ShowValues = show
		if _, err := Filter(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
		if got := answered(t, out)[0].Column(2).ValueStr(0); !strings.HasSuffix(got, want) {
			t.Errorf("%q does not end in %q", got, want)
		}
	}
}
