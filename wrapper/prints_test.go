package wrapper

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// What is written by somebody who never stops is taken all the same.
func TestTakeEndsInAFlood(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := unix.SetNonblock(int(r.Fd()), true); err != nil {
		t.Fatal(err)
	}
	c, err := newCapture(r)
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		go func() {
			for err := error(nil); err == nil; {
				_, err = w.Write(make([]byte, 4<<10))
			}
		}()
	}
	for taken := 0; taken < 100; {
		if text, _ := c.take(); text != "" {
			taken++
		}
	}
	w.Close()
}
