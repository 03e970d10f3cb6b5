package check

import "handoff/schema"

// Results of calls that should agree may differ by this much: what another
// batch size or order of additions does to a float32.
const (
	probeRTol = 1e-5
	probeATol = 1e-6
)

// tolerance is what probes compare within: their own, or what the hand-off
// allows its examples, where that is wider.
func (s *subject) tolerance() schema.Example {
	t := schema.Example{RTol: probeRTol, ATol: probeATol}
	for _, e := range s.contract.Examples {
		t.RTol, t.ATol = max(t.RTol, e.RTol), max(t.ATol, e.ATol)
		t.Unordered = t.Unordered || e.Unordered
	}
	return t
}

// compareResults is the first output in which two calls' results differ; nil
// where there is none or one of the calls gave no result. Row i of b is held
// against row pairs[i] of a, or, without pairs, against row i.
func (s *subject) compareResults(a, b *call, pairs []int64) *difference {
	if a.err != nil || b.err != nil {
		return nil
	}
	within := example{Example: s.tolerance()}
	for j, output := range s.contract.Outputs {
		for i := range b.result.Outputs.NumRows() {
			at := i
			if pairs != nil {
				at = pairs[i]
			}
			if at < a.result.Outputs.NumRows() {
				within.hold(output, cellOf(b.result.Outputs.Column(j), int(i)), cellOf(a.result.Outputs.Column(j), int(at)), i)
			}
		}
	}
	if len(within.outputs) == 0 {
		return nil
	}
	return &within.outputs[0]
}

// agree tells whether two calls gave results that do not differ.
func (s *subject) agree(a, b *call) bool {
	return a.err == nil && b.err == nil && a.result.Outputs.NumRows() == b.result.Outputs.NumRows() && s.compareResults(a, b, nil) == nil
}
