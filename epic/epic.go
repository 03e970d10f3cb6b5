// Package epic knows how Epic stores values: named decoders that a contract
// lists per column, in order, in its decode key.
package epic

import "slices"

// names are the decoders' names, in the order of the documentation.
var names = []string{
	"trim", "number", "number_comma", "yn",
	"horolog", "horolog_seconds", "date_real", "yyyymmdd", "date", "datetime",
	"oz->kg", "lb->kg", "in->cm", "F->C",
	"bp.systolic", "bp.diastolic",
	"epic_id", "caboodle_key",
}

// Names gives the names of all decoders, in the order of the documentation.
func Names() []string { return slices.Clone(names) }

// Known tells whether a decoder of that name exists.
func Known(name string) bool { return slices.Contains(names, name) }
