package wrapper

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// uv says in other words each time that a version is not there, and that it
// is there without a wheel.
func TestRefusals(t *testing.T) {
	tests := map[string]bool{
		"Because there is no version of numpy==1.24.499 and you require numpy==1.24.499, we can conclude": true,
		"Because nosuch was not found in the package registry and you require nosuch==1, we can conclude": true,
		"Because only pandas<=2.3.3 is available and you require pandas>=99, we can conclude":             true,
		"Because numpy==1.26.4 has no usable wheels and you require numpy==1.26.4, we can conclude":       false,
		"Because all versions of sklearn have no usable wheels and you require sklearn, we can conclude":  false,
	}
	for said, want := range tests {
		if got := (&Refusal{Said: said}).NotThere(); got != want {
			t.Errorf("%q: not there: %v", said, got)
		}
	}
}

func TestConstraintsOfAProject(t *testing.T) {
	dir := t.TempDir()
	text := "# all\nnumpy==1.24.4 \\\n    --hash=sha256:00\n\nsix==1.17.0  # via dateutil\n-e .\n"
	if err := os.WriteFile(filepath.Join(dir, "constraints.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	name, pins, err := Constraints(dir)
	if want := []string{"numpy==1.24.4", "six==1.17.0"}; err != nil || name != "constraints.txt" || !slices.Equal(pins, want) {
		t.Errorf("got %s, %q, %v; want %q", name, pins, err, want)
	}
}

func TestResolver(t *testing.T) {
	useOwnCache(t)
	r, err := NewResolver(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var refused *Refusal
	got, err := r.Resolve(t.Context(), Question{Requirements: []string{"six"}, Constraints: []string{"six<=1.16.0"}})
	if err != nil || got["six"] != "1.16.0" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := r.Resolve(t.Context(), Question{Requirements: []string{"six==1.16.77"}, Alone: true}); !errors.As(err, &refused) || !refused.NotThere() {
		t.Errorf("a version that is not there: %v", err)
	}
}
