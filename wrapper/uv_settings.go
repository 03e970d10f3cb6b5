package wrapper

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// uvNames says which of uv's variables means what a setting of pip does.
// A hospital's machines are often set up for pip alone, by PIP_* or pip.conf,
// and uv reads neither.
var uvNames = []struct {
	pip, uv   string
	separator string   // between values; "" where there is but one
	unless    []string // other variables that say the same, and win
}{
	{"index-url", "UV_DEFAULT_INDEX", "", []string{"UV_INDEX_URL"}},
	{"extra-index-url", "UV_INDEX", " ", []string{"UV_EXTRA_INDEX_URL"}},
	{"find-links", "UV_FIND_LINKS", ",", nil},
	{"no-index", "UV_NO_INDEX", "", nil},
	{"trusted-host", "UV_INSECURE_HOST", " ", nil},
	{"constraint", "UV_CONSTRAINT", " ", nil},
	{"cert", "SSL_CERT_FILE", "", nil},
	{"client-cert", "SSL_CLIENT_CERT", "", nil},
	{"proxy", "HTTPS_PROXY", "", []string{"https_proxy", "ALL_PROXY", "all_proxy"}},
	{"timeout", "UV_HTTP_TIMEOUT", "", nil},
}

// pipAsUV gives pip's settings as variables for uv, where uv's own are not set.
func pipAsUV(ctx context.Context, python string) []string {
	settings := pipSettings(ctx, python)
	var vars []string
	for _, n := range uvNames {
		values := settings[n.pip]
		if n.pip == "find-links" {
			values = slices.DeleteFunc(values, isMissingFolder) // pip passes over them, uv does not
		}
		if len(values) == 0 || slices.ContainsFunc(append(n.unless, n.uv), isSet) {
			continue
		}
		if n.separator == "" {
			values = values[len(values)-1:]
		}
		vars = append(vars, n.uv+"="+strings.Join(values, n.separator))
		if n.pip == "extra-index-url" && !isSet("UV_INDEX_STRATEGY") {
			// pip takes the best version of all indexes, uv the first index that has any.
			vars = append(vars, "UV_INDEX_STRATEGY=unsafe-best-match")
		}
	}
	return vars
}

func isSet(variable string) bool { return os.Getenv(variable) != "" }

func isMissingFolder(link string) bool {
	_, err := os.Stat(link)
	return filepath.IsAbs(link) && err != nil
}

// pipSettings asks pip what its files say, and lets PIP_* variables win. A
// Python without pip has no settings.
func pipSettings(ctx context.Context, python string) map[string][]string {
	settings := map[string][]string{}
	out, _ := exec.CommandContext(ctx, python, "-m", "pip", "config", "list").Output()
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		section, name, _ := strings.Cut(key, ".")
		// [install] is more special than [global]; both are printed, in this order.
		if section == "global" || section == "install" {
			settings[name] = pythonText(value)
		}
	}
	for _, n := range uvNames {
		if set := os.Getenv("PIP_" + strings.ToUpper(strings.ReplaceAll(n.pip, "-", "_"))); set != "" {
			settings[n.pip] = strings.Fields(set)
		}
	}
	return settings
}

// pythonText splits a value as pip prints it, by Python's repr, at white space.
func pythonText(repr string) []string {
	text := strings.Trim(repr, `'"`)
	return strings.Fields(strings.NewReplacer(`\n`, " ", `\t`, " ", `\\`, `\`).Replace(text))
}
