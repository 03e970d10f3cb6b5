package check

import (
	"context"
	"fmt"
	"slices"

	"handoff/wrapper"
)

// maxBesides is how many distributions that nobody declared are installed.
const maxBesides = 3

// brings are distributions by what they are imported as: those that models
// commonly need. A name is not looked for on an index because code imports
// it: anybody may have put something there under it.
var brings = map[string]string{
	"PIL": "pillow", "cv2": "opencv-python-headless", "dateutil": "python-dateutil", "imblearn": "imbalanced-learn", "joblib": "joblib",
	"lifelines": "lifelines", "lightgbm": "lightgbm", "matplotlib": "matplotlib", "numexpr": "numexpr", "numpy": "numpy", "openpyxl": "openpyxl",
	"pandas": "pandas", "pydantic": "pydantic", "requests": "requests", "scipy": "scipy", "skimage": "scikit-image", "sklearn": "scikit-learn",
	"statsmodels": "statsmodels", "toml": "toml", "tomli": "tomli", "tqdm": "tqdm", "xgboost": "xgboost", "yaml": "pyyaml",
}

// aroundImport installs besides what importing misses, or else runs the code
// of the checkout, and tells whether the package then imports.
func aroundImport(ctx context.Context, s *subject) (bool, error) {
	return s.loadedRound(ctx, func() bool { return s.loadErr == nil || !s.endedIn(wrapper.PhaseImport) })
}

// aroundLoad is aroundImport for what load needs.
func aroundLoad(ctx context.Context, s *subject) (bool, error) {
	return s.loadedRound(ctx, func() bool { return s.loadErr == nil })
}

func (s *subject) loadedRound(ctx context.Context, enough func() bool) (bool, error) {
	for !enough() {
		raised := s.raisedOnLoad()
		if raised == nil || isExit(raised) {
			return false, nil
		}
		w, err := s.provide(ctx, raised)
		if w == nil || err != nil {
			return false, err
		}
		s.around = append(s.around, w)
	}
	return true, nil
}

// provide loads the model once more, with what an exception is for the want
// of: a distribution installed besides, or else the checkout's code. It gives
// what was done, nil where there is nothing to do.
func (s *subject) provide(ctx context.Context, raised *wrapper.Exception) (*workaround, error) {
	module := s.missesModule(raised)
	if module == "" || len(s.extra) == maxBesides {
		return s.fromCheckout(ctx, raised)
	}
	requirement, err := s.newestOf(ctx, brings[module])
	if requirement == "" || err != nil {
		return nil, err
	}
	s.extra = append(s.extra, requirement)
	if built, err := s.rebuilt(ctx); !built {
		s.extra = s.extra[:len(s.extra)-1]
		return nil, err
	}
	return &workaround{says: fmt.Sprintf("%s was installed besides", requirement)}, s.reloaded(ctx)
}

// reloaded puts the model, loaded once more, in place of the one there is.
func (s *subject) reloaded(ctx context.Context) error {
	s.model.Close()
	s.model = nil
	return s.load(ctx)
}

// missesModule is the module that an exception is for the want of, where it is
// known what brings it and that is not installed; or "".
func (s *subject) missesModule(raised *wrapper.Exception) string {
	if raised.Type != "ModuleNotFoundError" {
		return ""
	}
	m := noModule.FindStringSubmatch(raised.Message)
	if m == nil || brings[m[1]] == "" || s.source.owns(m[1]) || s.has(brings[m[1]]) {
		return ""
	}
	return m[1]
}

// newestOf is a requirement of a distribution's newest version that goes with
// what is installed, or "".
func (s *subject) newestOf(ctx context.Context, name string) (string, error) {
	resolver, err := s.resolver(ctx)
	if err != nil {
		return "", err
	}
	q := wrapper.Question{Requirements: []string{name}}
	for _, d := range s.installed.distributions {
		if !d.Own {
			q.Constraints = append(q.Constraints, d.Name+"=="+d.Version)
		}
	}
	slices.Sort(q.Constraints)
	versions, _, err := resolve(ctx, resolver, q)
	if version := versions[name]; version != "" {
		return name + "==" + version, err
	}
	return "", err
}
