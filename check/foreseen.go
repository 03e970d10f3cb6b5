package check

import "slices"

// foreseen are the loadings that the wanted rules ask for in any case, or
// where nothing is wrong so far, in the order in which they do.
func (s *subject) foreseen() []reloading {
	var all []reloading
	if s.asks("3c/state-dict-mismatch") && s.laxModule() != nil {
		all = append(all, listeningToLoading)
	}
	if names, _ := s.configs(); len(names) > 0 && s.asks("3d/config-ignored", "3d/config-key-undocumented") {
		all = append(all, listening(s.recorderArgs(names), "recorder"))
	}
	if !slices.ContainsFunc(s.wanted, func(rule Rule) bool { return rule.phase == PhaseProbes || rule.phase == PhaseReview }) {
		return all
	}
	all = append(all, s.elsewhere().reloading())
	for _, g := range s.known.others(s.contract) {
		if how, err := s.inForm(g); err == nil { // who asks for it is told the error
			all = append(all, how)
		}
	}
	if s.asks("2b/loads-without-weights") {
		for _, name := range s.neededPaths() {
			all = append(all, s.withNoFile(name))
		}
	}
	if s.asks("3b/hash-seed-sensitive") && !s.fixes("PYTHONHASHSEED") {
		for _, with := range s.seeds() {
			all = append(all, with.reloading())
		}
	}
	return all
}

// asks tells whether any of some rules is to be asked.
func (s *subject) asks(names ...string) bool {
	return slices.ContainsFunc(s.wanted, func(rule Rule) bool { return slices.Contains(names, rule.Name) })
}
