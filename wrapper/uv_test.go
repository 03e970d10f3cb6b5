package wrapper

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPipSettingsReachUV(t *testing.T) {
	python := testPython(t)
	for _, n := range uvNames {
		t.Setenv(n.uv, "")
	}
	dir := writeFiles(t, t.TempDir(), map[string]string{"pip.conf": `[global]
index-url = https://user:pass@index.example.org/simple
extra-index-url =
    https://one.example.org/simple
    https://two.example.org/simple
timeout = 60
trusted-host = one.example.org
[install]
timeout = 90
`})
	links := t.TempDir()
	t.Setenv("PIP_CONFIG_FILE", filepath.Join(dir, "pip.conf"))
	t.Setenv("PIP_FIND_LINKS", links+" /nonexistent/links")
	t.Setenv("PIP_CERT", "/etc/ca.pem")
	t.Setenv("PIP_TIMEOUT", "")
	t.Setenv("UV_INSECURE_HOST", "own.example.org")
	got := pipAsUV(t.Context(), python.Executable)
	want := []string{
		"UV_DEFAULT_INDEX=https://user:pass@index.example.org/simple",
		"UV_INDEX=https://one.example.org/simple https://two.example.org/simple",
		"UV_INDEX_STRATEGY=unsafe-best-match",
		"UV_FIND_LINKS=" + links,
		"SSL_CERT_FILE=/etc/ca.pem",
		"UV_HTTP_TIMEOUT=90",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBuildSeesNoOtherVariables(t *testing.T) {
	t.Setenv("PYTHONPATH", "/somewhere")
	t.Setenv("DATABASE_PASSWORD", "secret")
	t.Setenv("HTTPS_PROXY", "http://proxy.example.org")
	t.Setenv("PIP_USER", "1")
	vars := buildVariables(true)
	for variable, want := range map[string]bool{
		"PYTHONPATH=/somewhere": false, "DATABASE_PASSWORD=secret": false,
		"HTTPS_PROXY=http://proxy.example.org": true, "PATH=" + os.Getenv("PATH"): true, "UV_OFFLINE=1": true,
	} {
		if slices.Contains(vars, variable) != want {
			t.Errorf("%s: expected %v in what a build sees", variable, want)
		}
	}
	if slices.Index(vars, "PIP_USER=0") < slices.Index(vars, "PIP_USER=1") {
		t.Error("the user's PIP_USER wins over ours")
	}
}

func TestFindUV(t *testing.T) {
	hidePythons(t)
	t.Setenv("HANDOFF_UV", "")
	if got := FindUV(); got != "" {
		t.Errorf("got %s where there is none", got)
	}
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	uv := filepath.Join(writeFiles(t, uvDir(cache), map[string]string{"place-1/bin/uv": ""}), "place-1", "bin", "uv")
	if err := writeEntry(uvDir(cache), entry[string]{"place-1", uv}); err != nil {
		t.Fatal(err)
	}
	if got := FindUV(); got != uv {
		t.Errorf("in the cache: got %q", got)
	}
	t.Setenv("HANDOFF_UV", "/opt/uv")
	if got := FindUV(); got != "/opt/uv" {
		t.Errorf("by HANDOFF_UV: got %q", got)
	}
	t.Setenv("HANDOFF_UV", noUV)
	if got := FindUV(); got != "" {
		t.Errorf("switched off: got %q", got)
	}
}
