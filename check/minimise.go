package check

import "slices"

// minimise leaves out of the numbers below n as many as it can while shows
// holds for the rest, but keeps at least so many: Zeller's delta debugging, by
// ever smaller runs. What it gives lets no single number go any more, where
// shows did not give up before.
func minimise(n, least int, shows func(kept []int) bool) []int {
	kept := make([]int, n)
	for i := range kept {
		kept[i] = i
	}
	if least == 0 && n > 0 {
		if shows(nil) {
			return nil
		}
		least = 1
	}
	for run := (n + 1) / 2; run > 0 && len(kept) > least; {
		fewer := leaveOut(kept, run, least, shows)
		if len(fewer) == len(kept) || run > 1 {
			run /= 2
		}
		kept = fewer
	}
	return kept
}

// leaveOut goes through the numbers once and leaves out what runs it can.
func leaveOut(kept []int, run, least int, shows func([]int) bool) []int {
	for at := 0; at < len(kept); {
		end := min(at+run, len(kept))
		fewer := slices.Delete(slices.Clone(kept), at, end)
		if len(fewer) >= least && shows(fewer) {
			kept = fewer
		} else {
			at = end
		}
	}
	return kept
}
