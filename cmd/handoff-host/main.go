// Command handoff-host runs one handed-off model in the CPython that it
// embeds, for handoff, which starts it: see docs/protocol.md.
package main

import (
	"os"

	"handoff/bridge"
	"handoff/wrapper"
)

func main() { os.Exit(bridge.Main(run)) }

func run() int { return wrapper.Serve(start) }

func start(s wrapper.Startup) (wrapper.Interpreter, error) {
	return bridge.Start(bridge.Config{Venv: s.Venv, Python: s.Python, HashSeed: s.HashSeed, Audit: true})
}
