package score

import (
	"errors"
	"fmt"

	"handoff/records"
	"handoff/wrapper"
)

// A callError is why records were rejected that do not fail by themselves: the
// call of all of them did.
type callError struct {
	err   error
	each  string // what was asked by itself: "record" or "key"
	again bool   // the call was made without those that fail by themselves
}

func (e *callError) Unwrap() error { return e.err }

func (e *callError) Error() string {
	if e.again {
		return fmt.Sprintf("%v; this is the call without each %s that fails by itself, and fails too", ofRow(e.err), e.each)
	}
	return fmt.Sprintf("%v; no %s of the call was found to fail by itself", ofRow(e.err), e.each)
}

// rejectOf is a reject for the reason that a call failed, of no record yet.
func rejectOf(err error) records.Reject {
	return records.Reject{Stage: stageOf(err), Err: ofRow(err)}
}

// ofRow is an error without what depends on the calls before it: the same
// record is rejected in the same words, however the run went.
func ofRow(err error) error {
	var call *callError
	var input *wrapper.InputError
	var host *wrapper.HostError
	switch {
	case errors.As(err, &call):
		return call
	case errors.As(err, &input):
		return fmt.Errorf("column %q: %s", input.Column, input.Reason)
	case errors.As(err, &host):
		ended := *host
		ended.Phase, ended.Call = wrapper.PhasePredict, 0
		return &ended
	}
	return err
}

func stageOf(err error) records.Stage {
	var input *wrapper.InputError
	var result *wrapper.ResultError
	switch {
	case errors.As(err, &input):
		return records.StageDecode
	case errors.As(err, &result):
		return records.StageResult
	}
	return records.StagePredict
}
