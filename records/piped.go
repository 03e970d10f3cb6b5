package records

import (
	"bufio"
	"fmt"
	"io"

	"handoff/schema"
)

// streamHead is how many bytes every Arrow IPC stream has: what one begins
// with is looked at without waiting for more.
const streamHead = 8

// OpenPiped reads records from an Arrow IPC stream that may still be written
// while they are read: a batch of the stream is a batch here, or several where
// it has more than BatchRows rows, and is given before the next one is waited
// for. An Arrow IPC stream that ends without its end-of-stream mark is an error.
func OpenPiped(c *schema.Contract, r io.Reader, o Options) (Source, error) {
	s := &stream{contract: c, options: o.withDefaults(c), ready: true}
	if isImageModel(c) {
		return nil, fmt.Errorf("%s: the model takes images: expected one that takes columns", c.Path)
	}
	f, err := openPipedFeed(r, s.options)
	if err != nil {
		return nil, err
	}
	if err := s.take(Stdin, f); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func openPipedFeed(r io.Reader, o Options) (feed, error) {
	passed := &counter{r: r}
	in := &input{path: Stdin, passed: passed, text: bufio.NewReaderSize(passed, bufferSize), closeText: func() {}}
	head, err := in.text.Peek(streamHead)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: it cannot be read: %w", in.path, err)
	}
	if kind := byContent(head); len(head) == 0 || kind != formatStream {
		if len(head) == 0 {
			kind = "empty"
		}
		return nil, fmt.Errorf("%s: expected an %s, seen that the content is %s", in.path, formatStream, kind)
	}
	return openMessages(in, &messageReader{r: in.text, piped: in.text}, passed, o)
}
