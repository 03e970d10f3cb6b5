package check

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"handoff/wrapper"
)

// A lack is what a model is like where load is not given a resource.
type lack struct {
	given  string // what load was given in its place and took, or ""
	unread bool   // what the file holds makes no difference, although load must be given one
}

// lacking finds out once what becomes of the model without a resource.
func (s *subject) lacking(ctx context.Context, name string) (*lack, error) {
	if s.missed[name] != nil {
		return s.missed[name], nil
	}
	host, failed, err := s.another(ctx, s.withNoFile(name))
	if err != nil {
		return nil, err
	}
	defer host.Close()
	l := &lack{}
	if failed == nil {
		answered, _, err := s.answersOn(ctx, host)
		l.given = map[bool]string{true: "the path of no file"}[answered]
		return s.keepLack(name, l), err
	}
	if failed, err = s.reload(ctx, host, func(spec *wrapper.Spec) { spec.Resources[name] = "" }); err != nil {
		return nil, err
	}
	if failed == nil {
		// What scores the same has weights of its own as its default.
		answered, alike, err := s.answersOn(ctx, host)
		l.given = map[bool]string{true: "None"}[answered && !alike]
		return s.keepLack(name, l), err
	}
	var ended *wrapper.HostError
	if !errors.As(failed, &ended) {
		l.unread, err = s.readsNothing(ctx, host, name)
	}
	return s.keepLack(name, l), err
}

func (s *subject) keepLack(name string, l *lack) *lack {
	if s.missed == nil {
		s.missed = map[string]*lack{}
	}
	s.missed[name] = l
	return l
}

// readsNothing tells whether the model is the same with files that cannot be
// read as the resource in its place. The host has loaded none yet, so that
// nothing can be kept of an earlier one.
func (s *subject) readsNothing(ctx context.Context, host *wrapper.Host, name string) (bool, error) {
	if info, err := os.Stat(s.resourcePath(name)); err != nil || info.IsDir() {
		return false, err
	}
	var foreign struct {
		Paths []string `json:"paths"`
	}
	if err := run(ctx, host, map[string]any{"name": filepath.Base(s.resourcePath(name))}, &foreign, "foreign"); err != nil {
		return false, err
	}
	for _, path := range foreign.Paths {
		failed, err := s.reload(ctx, host, func(spec *wrapper.Spec) { spec.Resources[name] = path })
		if err != nil || failed != nil {
			return false, err
		}
		if _, alike, err := s.answersOn(ctx, host); err != nil || !alike {
			return false, err
		}
	}
	return true, nil
}

// withNoFile gives load the path of no file in place of a resource.
func (s *subject) withNoFile(name string) reloading {
	missing := filepath.Join("/nonexistent", filepath.Base(s.contract.Load.Resources[name].Path))
	return reloading{name: "no file for " + name, change: func(_ *wrapper.Config, spec *wrapper.Spec) { spec.Resources[name] = missing }}
}

// answersOn tells whether another host answers the documented call, and as
// the model's own did.
func (s *subject) answersOn(ctx context.Context, host *wrapper.Host) (answered, alike bool, err error) {
	c, err := s.on(ctx, host, "the documented call", s.start().copy())
	if err != nil {
		return false, false, err
	}
	defer c.release()
	return c.err == nil, s.agree(s.answered(), c), nil
}
