package records

import (
	"fmt"
	"strings"
	"testing"

	"handoff/schema"
)

func TestHostileJSONLines(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	for name, f := range map[string]struct{ text, want string }{
		"plain":             {`{"ID":"1","X":"a"}` + "\n" + `{"X":"b","ID":"02","Y":[1]}`, "1=a 02=b"},
		"blank lines":       {"\ufeff\n" + `{"ID":"1","X":"a"}` + "\r\n\n" + `{"ID":"2","X":"b"}` + "\n", "1=a 2=b"},
		"number as text":    {`{"ID":12345678901234567890,"X":1.50}`, "12345678901234567890=1.5"},
		"not an object":     {`{"ID":"1","X":"a"}` + "\n[1]\n" + `{"ID":"2","X":"b"}`, "1=a !2 2=b"},
		"cut":               {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":`, "1=a !2"},
		"two objects":       {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"1","X":"a"}{}`, "1=a !2"},
		"name twice":        {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"1","X":"a","X":"b"}`, "1=a !2"},
		"nested for text":   {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":["b"]}`, "1=a !2"},
		"flag for text":     {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":true}`, "1=a !2"},
		"key is null":       {`{"ID":"1","X":"a"}` + "\n" + `{"ID":null,"X":"b"}`, "1=a !2"},
		"column not there":  {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2"}`, "1=a !2"},
		"NUL":               {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":"` + "\x00" + `"}`, "1=a !2"},
		"NUL by its escape": {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":"\u0000"}` + "\n" + `{"ID":"3","X":"\\u0000"}`, `1=a !2 3=\u0000`},
		"half a surrogate":  {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":"\ud800"}` + "\n" + `{"ID":"3","X":"\udc00\ud800"}`, "1=a !2 !3"},
		"half, and more":    {`{"ID":"1","X":"\ud83d\ude00"}` + "\n" + `{"ID":"2","X":"\ud83d\u0041"}` + "\n" + `{"ID":"3","X":"\ud83d"`, "1=😀 !2 !3"},
		"too long":          {`{"ID":"1","X":"a"}` + "\n" + `{"ID":"2","X":"` + strings.Repeat("x", 3*bufferSize) + `"}` + "\n" + `{"ID":"3","X":"c"}`, "1=a !2 3=c"},
		"longer than usual": {`{"ID":"1","X":"` + strings.Repeat("x", 2000) + `"}` + "\n" + `{"ID":"3","X":"c"}`, "!1 3=c"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trace(all(t, open(t, c, Options{MaxRecord: 1000}, write(t, "a.jsonl", f.text)))); got != f.want {
				t.Errorf("got %.99q, want %q", got, f.want)
			}
		})
	}
}

// A column that the contract does not require may be absent from some objects
// or from all; one that comes up late is not dropped without a word.
func TestOptionalJSONColumns(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"; required = false; nullable = true`)
	b := only(t, c, "a.jsonl", `{"ID":"1"}`+"\n"+`{"ID":"2","X":"a"}`)
	if got := shown(b.Record.Column(0)); got[0] != "null" || got[1] != "a" {
		t.Errorf("got %v", got)
	}
	late := strings.Repeat(`{"ID":"1"}`+"\n", peekLines) + `{"ID":"2","X":"a"}`
	b = only(t, c, "a.jsonl", late)
	if b.Record.NumCols() != 0 || b.Record.NumRows() != peekLines || len(b.Rejects) != 1 || !strings.Contains(b.Rejects[0].Messages()[0], `:1025: column "X"`) {
		t.Errorf("got %d columns, %d rows, %v", b.Record.NumCols(), b.Record.NumRows(), b.Rejects)
	}
}

// Of names that differ by their case alone nobody can tell which is meant, and a
// run must not choose one way now and another way next time.
func TestLateJSONNamesByAnotherCase(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"; nullable = true`, `name = "Y"; dtype = "str"; required = false; nullable = true`)
	first := strings.Repeat(`{"ID":"1","X":"a"}`+"\n", peekLines)
	anyCase := *c
	anyCase.Records.Headers = "any-case"
	for _, f := range []struct {
		contract     *schema.Contract
		object, want string
	}{
		{c, `{"ID":"2","X":"a","x":"b"}`, `column "X" stands there as "x" as well`},
		{c, `{"ID":"2","X":"a","y":"b"}`, `column "Y" stands there as "y": rename it`},
		{&anyCase, `{"ID":"2","x":"a","X":"b"}`, `column "X" stands there as "x" as well`},
		{&anyCase, `{"ID":"2","x":"a"}`, ""},
		{&anyCase, `{"ID":"2","X":"a","y":"b","Y":"c"}`, `column "Y" is there, but not in the first`},
	} {
		b := only(t, f.contract, "a.jsonl", first+f.object)
		if f.want == "" {
			if len(b.Rejects) > 0 {
				t.Errorf("%s: got %v", f.object, b.Rejects)
			}
			continue
		}
		if len(b.Rejects) != 1 || !strings.Contains(b.Rejects[0].Messages()[0], f.want) {
			t.Errorf("%s: got %v, want %s", f.object, b.Rejects, f.want)
		}
	}
	two := contract(t, `"ID"`, `name = "XY"; dtype = "str"; nullable = true`)
	two.Records.Headers = "any-case"
	b := only(t, two, "a.jsonl", strings.Repeat(`{"ID":"1","XY":"a"}`+"\n", peekLines)+`{"ID":"2","xY":"a","Xy":"b"}`)
	if len(b.Rejects) != 1 || !strings.Contains(b.Rejects[0].Messages()[0], `"XY" stands there as "Xy" and as "xY"`) {
		t.Errorf("got %v", b.Rejects)
	}
}

// What stands in a name's place may be a value that went astray.
func TestJSONNamesAreHidden(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	b := only(t, c, "a.jsonl", `{"ID":"1","X":"a"}`+"\n"+`{"ID":"2","Smith"}`+"\n"+`{"ID":"2","Smith":1,"Smith":2}`+"\n"+`{"ID":"2","X":}`)
	if len(b.Rejects) != 3 {
		t.Fatalf("got %v", b.Rejects)
	}
	for i, want := range []string{`name "Aaaaa": expected`, `name "Aaaaa" stands there twice`, `name "X": expected`} {
		if got := b.Rejects[i].Messages()[0]; !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Objects of many names are read in a time that grows with their number alone.
func TestManyJSONNames(t *testing.T) {
	var object strings.Builder
	object.WriteString(`{"ID":"1","X":"a"`)
	for i := range 100_000 {
		fmt.Fprintf(&object, `,"n%d":0`, i)
	}
	object.WriteString("}\n")
	b := only(t, contract(t, `"ID"`, `name = "X"; dtype = "str"`), "a.jsonl", strings.Repeat(object.String(), 3))
	if b.Record.NumRows() != 3 {
		t.Errorf("got %d rows", b.Record.NumRows())
	}
}

func TestMissingColumnViolation(t *testing.T) {
	c := contract(t, "", `name = "X"; dtype = "int64"`, `name = "Y"; dtype = "int64"`)
	b := only(t, c, "a.jsonl", `{"X":1,"Y":1}`+"\n"+`{"Y":true}`+"\n"+`{"X":"5","Y":[1]}`)
	if len(b.Rejects) != 2 || b.Rejects[0].Violations[0].Reason != schema.ReasonMissingColumn {
		t.Fatalf("got %v", b.Rejects)
	}
	if v := b.Rejects[1].Violations; len(v) != 1 || v[0].Column != "Y" || v[0].Seen.Reveal() != "[1]" {
		t.Errorf("got %v", v)
	}
}
