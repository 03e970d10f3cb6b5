// Package check is the contract test of a handed-off model: it holds the
// package to the cookbook's rules and to its own contract, and gives back
// every defect that one run can find.
//
// [Run] goes through phases, each of which learns something: the source is
// parsed, the wheel installed, the entry point imported, the model loaded,
// the documented call made, the golden examples scored, probes tried. After
// each phase the rules that need no more than that are asked; a [Rule] is one
// function from what is known to findings. A phase that the model fails ends
// the way there, and the rules behind it are told as not run, never as passed.
//
// A finding is data. An error of Run is the harness's own failure.
package check
