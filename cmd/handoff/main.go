// Command handoff checks, scores with and benchmarks a machine learning model
// that was handed over as a Python package.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, openOf(os.Stdout), os.Stderr))
}
