package score

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestRemedies(t *testing.T) {
	for cause, want := range map[error]string{
		unix.EIO: "see the system's log", unix.ENOSPC: "make room there", unix.EDQUOT: "make room there", unix.EFBIG: "raise the limit (ulimit -f)",
	} {
		err := withRemedy(fmt.Errorf("write: %w", &os.PathError{Op: "write", Path: "out.csv", Err: cause}))
		if !errors.Is(err, cause) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v", cause, err)
		}
	}
}
