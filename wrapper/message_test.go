package wrapper

import (
	"encoding/hex"
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"handoff/wrapper/internal/wire"
)

func control(t testing.TB, message any) *wire.Frame {
	t.Helper()
	b, err := cbor.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return &wire.Frame{Kind: wire.KindAnswer, Control: b}
}

func comesBack[T any](t *testing.T, sent T) {
	t.Helper()
	var got T
	if err := control(t, sent).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sent, got); d != "" {
		t.Error(d)
	}
}

func TestMessagesComeBackAsSent(t *testing.T) {
	seed := uint32(0)
	seen := Seen{Type: "list", Rows: -1, Columns: []string{"añ"}, RequiresGrad: true}
	comesBack(t, Startup{Python: "/not/utf-8/\xff", HashSeed: &seed})
	comesBack(t, loadMessage{Contract: []byte{0, 255}, Resources: map[string]string{"a": "/b"}, Roots: []string{"/c"}})
	comesBack(t, callMessage{First: 1 << 40, Index: []string{"", "\xff"}, Private: true})
	comesBack(t, Script{Name: "a.py", Args: json.RawMessage(`{"n": 1}`)})
	comesBack(t, Script{Name: "a.py"})
	comesBack(t, answer{})
	comesBack(t, answer{Value: json.RawMessage("null")})
	comesBack(t, answer{Info: &Info{Packages: map[string]string{"a": "1"}, Start: 3, Sandbox: Sandboxed{Missing: []string{"x"}}}})
	witnessed := Witnessed{Events: []Event{{Phase: PhaseLoad, Name: "open"}}, Observed: &Observed{Threads: map[string]int{"torch": 2}}}
	comesBack(t, answer{Result: &resultMessage{Seen: &seen, Stages: Stages{Predict: 1}, Witnessed: witnessed}})
	comesBack(t, answer{Failure: &failure{Exception: &Exception{Frames: []Frame{{Line: 1, Author: true}}}}})
	comesBack(t, PhaseLoad)
}

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Whatever a host answers costs no more than a multiple of its bytes.
func FuzzAnswer(f *testing.F) {
	f.Add(control(f, answer{Info: &Info{Packages: map[string]string{"a": "1"}}}).Control)
	f.Add(control(f, answer{Failure: &failure{Exception: &Exception{Frames: []Frame{{Line: 1}}}}}).Control)
	for _, text := range []string{
		"",
		"a164696e666fa1687061636b61676573bb7fffffffffffffff", // a map of 2^63-1
		"a164696e666fa1666576656e74739b7fffffffffffffff",     // a list of 2^63-1
		"a16576616c75655b7fffffffffffffff",                   // bytes of 2^63-1
		strings.Repeat("81", 1<<10),                          // lists in lists
		"a164696e666fc2410a",                                 // a tag
		"bf64696e666ff6ff",                                   // of indefinite length
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		var a answer
		n := allocated(func() { (&wire.Frame{Control: sent}).Decode(&a) })
		if n > 1<<20+200*uint64(len(sent)) {
			t.Errorf("%d bytes were allocated for %d", n, len(sent))
		}
	})
}

func TestAHostCannotClaimMoreItemsThanTheLimit(t *testing.T) {
	sent := control(t, map[string]any{"info": map[string]any{"events": make([]struct{}, 1<<20+1)}})
	if err := sent.Decode(&answer{}); err == nil {
		t.Error("a list beyond the limit was taken")
	}
}
