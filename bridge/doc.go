// Package bridge runs a handed-off model in a CPython 3.8 inside this process.
// It is the only package with cgo. [Start] starts the interpreter, which
// loads models and calls them: see [wrapper.Interpreter] and [wrapper.Model].
//
//	func main() { os.Exit(bridge.Main(run)) }
//
//	python, err := bridge.Start(bridge.Config{Venv: "env"})
//	model, err := python.Load(ctx, spec)
//	result, err := model.Predict(ctx, wrapper.Call{Batch: batch})
//
// # Thread and lock
//
// One locked OS thread owns the interpreter, the main one where the program
// gives it by [Main]. Calls queue for it. It holds CPython's lock only during a
// call, so threads of the model run between calls. Inside a call a value of
// the unexported type python is the proof of both; all that touches Python
// takes it, and it owns the references made in the call.
//
// # Frames
//
// A frame is built from the batch's own schema, whose fields carry their
// [schema.Column]. How is worked out once a schema and kept. Columns of one
// numpy dtype share one block, as in a frame that pandas made and consolidated;
// categories, nullable and zoned columns have one each. Numbers go by one
// copy a column, everything else by a loop in Go or C, no cell by a step of
// Python. Three ways of making the frame of its blocks are tried on an
// empty one, from the fastest to the most public, and held to what DataFrame's
// constructor gives, so that a pandas with other internals costs time only.
//
// A frame belongs to the model: it owns its memory or views pages of a call's
// [wrapper.Mapping], which it co-owns; those are unmapped when nothing of
// Python refers to them. Nothing of the caller's memory is seen after a call.
//
// In records, times are datetime's, which end at the microsecond, zoned ones
// with the fixed offset of that instant; a missing value is None, or NaN for
// floats and where the contract says so.
//
// # Results
//
// py/result.py finds the outputs in what predict returned, in the one reading
// that contract and form allow: see its table. A result that fits two readings
// because it has as many rows as outputs is held against one more call, with
// the last row repeated. py/labels.py holds what labels the rows, an index or
// columns of the input, against the rows that were given. py/encode.py converts
// the values where nothing is lost. What does not fit is a [wrapper.ResultError].
package bridge
