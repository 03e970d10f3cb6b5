package score

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// withRemedy says what to do where a disk is at fault.
func withRemedy(err error) error {
	switch {
	case errors.Is(err, unix.EIO):
		return fmt.Errorf("%w: what it lies on fails: see the system's log, and call this again once it is mended, or with files elsewhere", err)
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return fmt.Errorf("%w: make room there, or name files elsewhere", err)
	case errors.Is(err, unix.EFBIG):
		return fmt.Errorf("%w: files there may not be as large: raise the limit (ulimit -f), or name files elsewhere", err)
	}
	return err
}
