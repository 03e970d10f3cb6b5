package bridge

import (
	"context"
	"encoding/json"
	"fmt"

	"handoff/wrapper"
)

// Run implements [wrapper.Interpreter]. What the script raises is an
// *wrapper.Exception.
func (in *interpreter) Run(ctx context.Context, script wrapper.Script) (json.RawMessage, error) {
	var result string
	err := in.call(ctx, func(py *python) error {
		globals, err := py.dict(mapping{{"__name__", script.Name}})
		if err == nil {
			err = in.glue.run(py, globals, script.Name, script.Source)
		}
		if err == nil {
			result, err = in.glue.text(py, "script.run", globals, string(script.Args), in.loaded())
		}
		return in.exception(py, err, "", nil, plainly)
	})
	if err != nil {
		return nil, fmt.Errorf("script %s: %w", script.Name, err)
	}
	return json.RawMessage(result), nil
}

// loaded is what the model loaded last is, or nil.
func (in *interpreter) loaded() any {
	if in.model == nil {
		return nil
	}
	return in.model.loaded
}
