// Command run prints how good check is: its recall and precision over the
// mutants of the good models.
package main

import (
	"os"

	"handoff/mutants"
)

func main() {
	os.Exit(mutants.Main(os.Args[1:], os.Stdout, os.Stderr))
}
