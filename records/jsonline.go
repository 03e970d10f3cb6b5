package records

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// A line is one line of a file, or why it could not be read.
type line struct {
	at   Position
	text []byte
	err  error
}

// next is the next line that is not blank.
func (f *jsonFeed) next() (line, error) {
	if len(f.lines) > 0 {
		l := f.lines[0]
		f.lines = f.lines[1:]
		return l, nil
	}
	return f.readLine()
}

func (f *jsonFeed) readLine() (line, error) {
	for {
		l, err := f.readAny()
		if err != nil || l.err != nil || len(bytes.TrimSpace(l.text)) > 0 {
			return l, err
		}
	}
}

// readAny reads a line, blank or not. Its text holds until the next one.
func (f *jsonFeed) readAny() (line, error) {
	l := line{at: Position{File: f.in.path, Line: f.line + 1, Byte: f.offset}}
	f.guard.end = f.offset
	text, err := f.guard.out.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		text = bytes.Clone(text)
		var rest []byte
		rest, err = f.guard.out.ReadBytes('\n')
		text = append(text, rest...)
	}
	if f.guard.tripped {
		err = f.guard.skipLine()
		f.offset, f.line = f.guard.at()
		l.err = errTooLong
		return l, err
	}
	if err == io.EOF && len(text) > 0 {
		err = nil
	}
	f.offset, f.line = f.offset+int64(len(text)), f.line+1
	if l.text = text; int64(len(text)) > f.guard.max {
		l.err = errTooLong
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("line %d: %w", l.at.Line, err)
	}
	return l, err
}

// parse reads an object into values, which are parts of the text. A name that
// stands there twice is an error: no reader agrees with another on it.
func (f *jsonFeed) parse(text []byte) error {
	clear(f.values)
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) || !escapesText(text) {
		return errNoText
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errors.New("expected one JSON object")
	}
	for dec.More() {
		if err := f.member(dec); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil || dec.More() {
		return errors.New("expected one JSON object and nothing after it")
	}
	return nil
}

func (f *jsonFeed) member(dec *json.Decoder) error {
	t, err := dec.Token()
	name, ok := t.(string)
	if err != nil || !ok {
		return errors.New("expected one JSON object")
	}
	if _, twice := f.values[name]; twice {
		return fmt.Errorf("name %q stands there twice", f.called(name))
	}
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return fmt.Errorf("name %q: expected a JSON value", f.called(name))
	}
	f.values[name] = raw
	return nil
}
