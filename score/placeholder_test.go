package score

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"
	"pgregory.net/rapid"

	"handoff/schema"
	"handoff/wrapper"
)

// giving is a model that gives the scores it was told, by x: null where there
// is none.
type giving struct {
	fake
	scores map[int64]float64
}

func (g *giving) Predict(_ context.Context, c wrapper.Call) (*wrapper.Result, error) {
	b := array.NewRecordBuilder(g.mem, arrow.NewSchema([]arrow.Field{{Name: "y", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, nil))
	defer b.Release()
	for _, x := range c.Batch.Column(0).(*array.Int64).Int64Values() {
		if y, ok := g.scores[x]; ok {
			b.Field(0).(*array.Float64Builder).Append(y)
		} else {
			b.Field(0).AppendNull()
		}
	}
	return &wrapper.Result{Outputs: b.NewRecord()}, nil
}

func atSite(t tb, opts *Options, dir, outputs string) {
	var err error
	path := dir + "/site.toml"
	put(t, path, "[outputs]\n"+outputs)
	if opts.Profile, err = schema.ReadProfile(path); err != nil {
		t.Fatal(err)
	}
}

// What is written for a missing score is written for nothing else, in whatever
// calls the records were scored.
func TestPlaceholdersAndScoresNeverMix(t *testing.T) {
	top := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp(top, "")
		if err != nil {
			t.Fatal(err)
		}
		mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
		defer mem.AssertSize(t, 0)
		model := &giving{fake{mem: mem}, map[int64]float64{}}
		in, want, bad := "id,x\n", "id,y\n", 0
		for i := range rapid.Int64Range(0, 30).Draw(t, "records") {
			in += fmt.Sprintf("k%d,%d\n", i, i)
			score := rapid.SampledFrom([]float64{0.25, 0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "score")
			isNull := rapid.Bool().Draw(t, "null")
			if !isNull {
				model.scores[i] = score
			}
			switch {
			case isNull, score != score:
				want += fmt.Sprintf("k%d,-1\n", i)
			case score == -1, math.IsInf(score, 0):
				bad++
			default:
				want += fmt.Sprintf("k%d,%v\n", i, score)
			}
		}
		opts := input(t, dir, in, model)
		opts.Contract.Outputs[0].Nullable, opts.Contract.Outputs[0].Range = true, nil
		opts.BatchSize = rapid.IntRange(1, 40).Draw(t, "batch size")
		atSite(t, &opts, dir, "missing = -1")
		s, err := Run(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(t, opts.Output); got != want || s.Rejected != int64(bad) {
			t.Errorf("%d rejects, want %d; got\n%swant\n%s", s.Rejected, bad, got, want)
		}
	})
}

// Placeholders of each type are of the type of their column.
func TestPlaceholdersKeepTheirType(t *testing.T) {
	for _, c := range []struct {
		dtype schema.Kind
		arrow arrow.DataType
		want  string
	}{
		{schema.Float32, arrow.PrimitiveTypes.Float32, "[-1 -1 3]"},
		{schema.Int8, arrow.PrimitiveTypes.Int8, "[-1 -1 3]"},
		{schema.Str, arrow.BinaryTypes.String, `["N/A" "N/A" "3"]`},
		{schema.JSON, arrow.BinaryTypes.String, `[(null) (null) "3"]`},
	} {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "y", Type: c.arrow, Nullable: true}}, nil))
		b.Field(0).AppendNulls(2)
		if err := b.Field(0).AppendValueFromString("3"); err != nil {
			t.Fatal(err)
		}
		none := -1.0
		site := &schema.Profile{}
		site.Outputs.Missing, site.Outputs.MissingText = &none, "N/A"
		r, err := withPlaceholders(&schema.Contract{Outputs: []schema.Output{{Name: "y", DType: schema.DType{Kind: c.dtype}, Nullable: true}}}, site, b.NewRecord())
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(r.Column(0)); got != c.want || r.Column(0).DataType() != c.arrow {
			t.Errorf("%s: got %s of %s, want %s", c.dtype, got, r.Column(0).DataType(), c.want)
		}
	}
}

// Who reads an output tells a missing float as any other missing value.
func TestNaNIsWrittenAsMissing(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "y", Type: arrow.PrimitiveTypes.Float64, Nullable: true}}, nil))
	b.Field(0).(*array.Float64Builder).AppendValues([]float64{1, math.NaN(), 0, 3}, []bool{true, true, false, true})
	r, err := withPlaceholders(&schema.Contract{Outputs: []schema.Output{{Name: "y", DType: schema.DType{Kind: schema.Float64}, Nullable: true}}}, nil, b.NewRecord())
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(r.Column(0)); got != "[1 (null) (null) 3]" {
		t.Errorf("got %s", got)
	}
}

// Of outputs that no row can miss none is looked at.
func TestRowsThatCannotBeMissing(t *testing.T) {
	whole := array.NewInt64Builder(memory.DefaultAllocator)
	whole.AppendValues([]int64{1, 2}, nil)
	all := whole.NewArray()
	whole.AppendValues([]int64{1, 2}, []bool{true, false})
	some := whole.NewArray()
	if missingIn(all, true) != nil || missingIn(all, false) != nil || missingIn(some, false) != nil {
		t.Error("whole numbers that are there are looked at")
	}
	if missing := missingIn(some, true); missing == nil || missing(0) || !missing(1) {
		t.Error("a null is not seen")
	}
}

// A chunk that was scored for one site is none of another's.
func TestAPlanIsOfItsProfile(t *testing.T) {
	dir := t.TempDir()
	opts := many(t, dir, "out.csv", newBreaking(0))
	opts.Contract.Outputs[0].Nullable = true
	atSite(t, &opts, dir, "missing = -1")
	if _, err := Plan(t.Context(), opts, nil); err != nil {
		t.Fatal(err)
	}
	atSite(t, &opts, dir, "missing = -2")
	if _, err := Chunks(t.Context(), opts, named(t, "0")); err == nil || !strings.Contains(err.Error(), "was planned with other inputs than there are here") {
		t.Errorf("%v", err)
	}
}

func TestOutputsThatASiteDoesNotTake(t *testing.T) {
	dir := t.TempDir()
	opts := input(t, dir, "id,x\na,1\n", nil)
	opts.Contract.Outputs[0].DType.Kind = schema.Str
	atSite(t, &opts, dir, "numbers_only = true")
	_, run := Run(t.Context(), opts)
	_, filter := Filter(t.Context(), opts)
	for _, err := range []error{run, filter} {
		want := dir + `/site.toml: [outputs] does not go with ` + dir + `/handoff.toml: column "y": dtype: expected a number, since the site takes nothing else back, seen str: declare another dtype, or leave the output out`
		if err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// What goes through the pipe is written as it is to a file.
func TestFilterWritesPlaceholders(t *testing.T) {
	dir := t.TempDir()
	opts, out := filtering(t, dir, bytes.NewReader(piped(t, pipedBatch(1, 2, 3))), nil)
	model := &giving{fake{mem: memory.DefaultAllocator}, map[int64]float64{1: 0.5, 3: -1}}
	fresh(t, &opts, func() wrapper.Model { return model })
	opts.Contract.Outputs[0].Nullable, opts.Contract.Outputs[0].Range = true, nil
	atSite(t, &opts, dir, "missing = -1")
	if _, err := Filter(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	r := answered(t, out)[0]
	if got := fmt.Sprint(r.Column(1), r.Column(2)); got != `[0.5 -1 (null)] [(null) (null) "result: column \"y\": placeholder: expected other than -1, which stands for a missing one at the site, seen -#"]` {
		t.Error(got)
	}
}

// A run goes on from chunks that have placeholders, to the same bytes.
func TestPlaceholdersAfterABreak(t *testing.T) {
	dir := t.TempDir()
	scores := map[int64]float64{}
	for x := range int64(1003) {
		if x%10 != 0 {
			scores[x] = float64(x)
		}
	}
	start := func(left int) Options {
		opts := many(t, dir, "out.csv", nil)
		opts.Contract.Outputs[0].Nullable = true
		atSite(t, &opts, dir, "missing = -1")
		fresh(t, &opts, func() wrapper.Model { return &failing{giving{fake{mem: memory.DefaultAllocator}, scores}, left} })
		return opts
	}
	if _, err := Run(t.Context(), start(-1)); err != nil {
		t.Fatal(err)
	}
	want := get(t, start(0).Output)
	os.Remove(start(0).Output)
	if _, err := Run(t.Context(), start(10)); err == nil {
		t.Fatal("the model never broke")
	}
	if s, err := Run(t.Context(), start(-1)); err != nil || s.Resumed == 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	if got := get(t, start(0).Output); got != want || !strings.Contains(got, "\nk10,-1\n") {
		t.Error("other bytes than those of one run")
	}
}

// failing is a giving model that cannot be called after so many calls; never where below 0.
type failing struct {
	giving
	left int
}

func (f *failing) Predict(ctx context.Context, c wrapper.Call) (*wrapper.Result, error) {
	if f.left == 0 {
		return nil, errors.New("socket: broken")
	}
	f.left--
	return f.giving.Predict(ctx, c)
}
