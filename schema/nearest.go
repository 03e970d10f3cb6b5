package schema

// Nearest is the candidate with the fewest edits from name, or "" where each
// needs more than one edit for every three characters of name. An edit
// inserts, deletes or replaces a character or swaps two neighbours.
func Nearest(name string, candidates []string) string {
	a := []rune(name)
	best, least := "", len(a)/3+1
	for _, c := range candidates {
		if d := distance(a, []rune(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// Edits counts the edits that lead from a to b: letters put in, taken out,
// replaced, or swapped with the next.
func Edits(a, b string) int { return distance([]rune(a), []rune(b)) }

// distance is the Damerau-Levenshtein distance of a and b in its restricted
// form (optimal string alignment).
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			d[i][j] = min(replaced, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
