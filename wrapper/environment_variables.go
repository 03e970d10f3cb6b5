package wrapper

import (
	"os"
	"slices"
	"strings"
)

// Building runs the hand-off's own code, and what installs it must reach the
// hospital's index: these variables are passed on, and no other.
var (
	passedOn = []string{
		"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
		"CC", "CXX", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "LDFLAGS", "PKG_CONFIG_PATH",
		"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
		"SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_CLIENT_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC",
	}
	passedOnPrefixes = []string{"LC_", "UV_", "PIP_", "XDG_"}
)

// buildVariables are the environment variables of a build's commands.
func buildVariables(offline bool) []string {
	vars := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return !slices.Contains(passedOn, name) &&
			!slices.ContainsFunc(passedOnPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
	})
	// Plain text; uv's Pythons only where asked for, and none on PATH; pip
	// installs where it is told.
	vars = append(vars, "NO_COLOR=1", "TERM=dumb", "UV_NO_PROGRESS=1", "UV_NO_WRAP=1",
		"UV_PYTHON_DOWNLOADS=manual", "UV_PYTHON_INSTALL_BIN=0",
		"PIP_NO_INPUT=1", "PIP_DISABLE_PIP_VERSION_CHECK=1", "PIP_USER=0", "PIP_REQUIRE_VIRTUALENV=0")
	if offline {
		vars = append(vars, "UV_OFFLINE=1", "PIP_NO_INDEX=1")
	}
	return vars
}
