package records

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// failing reads a text and then fails as a broken disk does: nothing lies at the
// first address of a process.
func failing(t *testing.T, text string) io.Reader {
	t.Helper()
	memory, err := os.Open("/proc/self/mem")
	must(t, err)
	t.Cleanup(func() { memory.Close() })
	return io.MultiReader(strings.NewReader(text), memory)
}

// A disk that fails in the middle ends reading with an error that says where,
// never as if the file ended there.
func TestReadErrorInTheMiddle(t *testing.T) {
	c := contract(t, `"ID"`, `name = "X"; dtype = "str"`)
	for name, f := range map[string]struct{ text, want string }{
		"a.csv":   {"ID,X\n" + strings.Repeat("1,a\n", 200_000), "a.csv: line 200002: "},
		"b.csv":   {"ID,X\n" + strings.Repeat("1,a\n", 200_000) + "1,\"a", "b.csv: line 200002: "},
		"c.csv":   {"ID,X\n" + strings.Repeat("1,é\n", 200_000) + "1", "c.csv: line 200002: "},
		"a.jsonl": {strings.Repeat("{\"ID\":\"1\",\"X\":\"a\"}\n", 200_000) + "{", "a.jsonl: line 200001: "},
	} {
		in := &input{path: name, text: bufio.NewReaderSize(failing(t, f.text), bufferSize), passed: &counter{}, closeText: func() {}}
		var err error
		in.head, err = peek(in.text)
		must(t, err)
		feed, err := in.feed(c, false, Options{}.withDefaults(c))
		must(t, err)
		s := &stream{contract: c, options: Options{}.withDefaults(c)}
		must(t, s.take(name, feed))
		for err == nil {
			var b *Batch
			if b, err = s.Next(); b != nil {
				b.Release()
			}
		}
		if !errors.Is(err, unix.EIO) || !strings.HasPrefix(err.Error(), f.want) {
			t.Errorf("%s: %v", name, err)
		}
		must(t, s.Close())
	}
	_, err := Open(c, []string{"/proc/self/mem"}, Options{})
	wantError(t, err, "/proc/self/mem: it cannot be read", fmt.Sprint(unix.EIO))
}
