package check

import (
	"math"

	"handoff/schema"
)

// moved is how far each row's result moves from call a to call b, as a part
// of its output's range, of the largest such output; 1 where one of the
// results has no number. It is nil where one of the calls gave no result.
// Text counts where there are no numbers: it often only says on which side
// of a threshold a number lies.
func (s *subject) moved(a, b *call) []float64 {
	if a.err != nil || b.err != nil {
		return nil
	}
	far := make([]float64, min(a.result.Outputs.NumRows(), b.result.Outputs.NumRows()))
	for j, output := range s.contract.Outputs {
		if !isNumeric(output.Arrow().Type) && s.hasNumbers() {
			continue
		}
		for i := range far {
			far[i] = max(far[i], share(output, cellOf(a.result.Outputs.Column(j), i), cellOf(b.result.Outputs.Column(j), i)))
		}
	}
	return far
}

func (s *subject) hasNumbers() bool {
	for _, output := range s.contract.Outputs {
		if isNumeric(output.Arrow().Type) {
			return true
		}
	}
	return false
}

// share is how far two cells are apart: numbers as a part of the output's
// range, or of the larger one where it has none.
func share(o schema.Output, a, b shownCell) float64 {
	far, same := apart(o, a, b, schema.Example{RTol: probeRTol, ATol: probeATol})
	switch {
	case same:
		return 0
	case math.IsNaN(far):
		return 1
	}
	return far / width(o, a, b)
}

func width(o schema.Output, a, b shownCell) float64 {
	if len(o.Range) == 2 {
		if wide := o.Range[1].Number - o.Range[0].Number; wide > 0 && !math.IsInf(wide, 0) {
			return wide
		}
	}
	return max(math.Abs(a.number), math.Abs(b.number))
}

// most is the largest of some shares, 0 of none.
func most(shares []float64) float64 {
	largest := 0.0
	for _, share := range shares {
		largest = max(largest, share)
	}
	return largest
}
