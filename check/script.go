package check

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"handoff/wrapper"
)

//go:embed py/*.py
var pythonSources embed.FS

// A scripter runs scripts in an interpreter that holds nothing of the
// model's: a [wrapper.Host] without venv and without model.
type scripter interface {
	Run(context.Context, wrapper.Script) (json.RawMessage, error)
}

// run runs the script that the files make together. They share one
// namespace; one of them has main.
func run(ctx context.Context, host scripter, args, into any, files ...string) error {
	script := wrapper.Script{Name: "check/" + strings.Join(files, "+") + ".py"}
	for _, name := range files {
		text, err := pythonSources.ReadFile("py/" + name + ".py")
		if err != nil {
			return err
		}
		script.Source += string(text) + "\n"
	}
	var err error
	if script.Args, err = json.Marshal(args); err != nil {
		return fmt.Errorf("%s: %w", script.Name, err)
	}
	answer, err := host.Run(ctx, script)
	if err != nil {
		return fmt.Errorf("%s: %w", script.Name, err)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("%s: its answer: %w", script.Name, err)
	}
	return nil
}
