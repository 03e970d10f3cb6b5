package wrapper

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// outputLimit bounds, in bytes, what is kept of a command's output. The end
// is kept: it is where tools say what went wrong.
const outputLimit = 16 << 10

// A tail keeps the end of what is written to it.
type tail struct {
	kept []byte
	cut  bool
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - outputLimit; over > 0 {
		t.kept, t.cut = append(t.kept[:0], t.kept[over:]...), true
	}
	return len(p), nil
}

func (t *tail) String() string {
	text := strings.ToValidUTF8(string(t.kept), "?")
	if t.cut {
		return "[...] " + text
	}
	return text
}

// machineFault matches what uv and pip say when it was the index, the network
// or the disk that failed; backendFault what uv says when it was the
// project's own build code, whatever that printed.
var (
	machineFault = regexp.MustCompile(`(?i)` + strings.Join([]string{
		`error sending request`, `dns error`, `HTTP status (?:client|server) error`, `lack of valid authentication`,
		`returned a (?:401|403|407) `, `network was disabled`, `network connectivity is disabled`, `Failed to read .--find-links`,
		`NewConnectionError`, `ConnectTimeoutError`, `ReadTimeoutError`, `ProxyError`, `Max retries exceeded`, `CERTIFICATE_VERIFY_FAILED`,
		`No space left on device`, `Disk quota exceeded`,
	}, "|"))
	backendFault = regexp.MustCompile(`build backend returned an error`)
)

// failure is a step's error: an *InstallError, unless the output shows that
// it was the machine's.
func (s step) failure(err error, said string) error {
	found := machineFault.FindString(said)
	if found != "" && !backendFault.MatchString(said) {
		return fmt.Errorf("%s: %s could not do its work here (%s): check disk space, the network, UV_DEFAULT_INDEX, HTTPS_PROXY and SSL_CERT_FILE: %w",
			s.name, s.command(), strings.ToLower(found), err)
	}
	text := scrub(said, s.dir)
	return &InstallError{Step: s.name, Command: s.command(), Output: text, Err: errors.New(summary(text, err))}
}

var (
	exceptionLine = regexp.MustCompile(`(?m)^\s*((?:\w+\.)*\w*(?:Error|Exception): .+)$`)
	causeLine     = regexp.MustCompile(`(?m)^\s*(?:cause:|Caused by:|╰─▶|├─▶) (.+)$`)
	errorLine     = regexp.MustCompile(`(?mi)^\s*error: (.+)$`)
	uvPhrase      = regexp.MustCompile(`^(?:The build backend returned|Call to )`)
)

// summary is the line of an output that says most: the exception that build
// code ended in, or else the last thing it said; where it was not the build
// code's, uv's innermost cause or the first error.
func summary(text string, err error) string {
	exceptions := captures(exceptionLine, text)
	causes := slices.DeleteFunc(captures(causeLine, text), uvPhrase.MatchString)
	said, _, failed := strings.Cut(text, "\nerror: ")
	switch {
	case len(exceptions) > 0:
		return exceptions[len(exceptions)-1]
	case len(causes) > 0:
		return causes[len(causes)-1]
	case failed && backendFault.MatchString(text):
		lines := strings.Split(strings.TrimSpace(said), "\n")
		return strings.TrimSpace(lines[len(lines)-1])
	}
	return append(captures(errorLine, text), err.Error())[0]
}

// captures lists what a form's one group matches.
func captures(form *regexp.Regexp, text string) []string {
	var found []string
	for _, m := range form.FindAllStringSubmatch(text, -1) {
		found = append(found, strings.TrimSpace(m[1]))
	}
	return found
}

var (
	anyURL  = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://[^\s'"` + "`" + `<>)]*`)
	anyHost = regexp.MustCompile(`host='[^']*'`)
	library = regexp.MustCompile(`[^\s"']*/lib/python3\.8/`)
)

// scrub takes from a command's output what is no one's business: URLs, which
// name indexes and may hold credentials, their hosts, and where on this
// machine the project was copied to and Python lies.
func scrub(text, dir string) string {
	for _, url := range anyURL.FindAllString(text, -1) {
		if host := hostOf(url); host != "" {
			text = strings.ReplaceAll(text, host, "[host]")
		}
	}
	text = anyURL.ReplaceAllString(text, "[url]")
	text = anyHost.ReplaceAllString(text, "host='[host]'")
	text = library.ReplaceAllString(text, "python3.8/")
	return strings.ReplaceAll(strings.ReplaceAll(text, dir+"/", ""), dir, ".")
}

// hostOf is the host of a URL, without port and credentials.
func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		authority = authority[at+1:]
	}
	host, _, _ := strings.Cut(authority, ":")
	return host
}
