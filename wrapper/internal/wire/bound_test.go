package wire

import (
	"errors"
	"os"
	"testing"
	"time"
)

func receives(c *Conn) error {
	_, err := c.Receive(false)
	return err
}

// fills sends until nobody takes it any more.
func fills(c *Conn) error {
	for {
		if err := c.Send(KindPredict, make([]byte, 64<<10)); err != nil {
			return err
		}
	}
}

func TestWaitsEnd(t *testing.T) {
	for name, do := range map[string]func(*Conn) error{"receive": receives, "send": fills} {
		for how, end := range map[string]func(*Conn){
			"at a deadline": func(c *Conn) { c.SetDeadline(time.Now().Add(time.Millisecond)) },
			"after one":     func(c *Conn) { c.SetDeadline(time.Unix(1, 0)) },
			"interrupted":   func(c *Conn) { go c.Interrupt() },
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				c, _ := pipe(t)
				end(c)
				if err := do(c); !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

// A call that comes after an interrupted one is not ended by it.
func TestANewDeadlineForgetsAnInterruption(t *testing.T) {
	c, host := pipe(t)
	c.Interrupt()
	if err := receives(c); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	c.SetDeadline(time.Now().Add(time.Hour))
	sent := make(chan error, 1)
	go func() { sent <- host.Send(KindAnswer, 1) }()
	if err := receives(c); err != nil {
		t.Error(err)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

func TestInterruptAfterClose(t *testing.T) {
	c, _ := pipe(t)
	c.Close()
	c.Interrupt()
}
