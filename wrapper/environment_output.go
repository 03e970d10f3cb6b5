package wrapper

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
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

// unreachable matches what uv and pip say when it is the index that failed,
// not the hand-off.
var unreachable = regexp.MustCompile(`(?i)error sending request for url|dns error|NewConnectionError|ConnectTimeoutError|ProxyError|` +
	`Max retries exceeded|invalid peer certificate|network connectivity is disabled|Network is disabled|HTTP status (client|server) error|No space left on device`)

// failure is a step's error: an *InstallError, unless the output shows that
// it was the machine's.
func (s step) failure(err error, said string) error {
	command := filepath.Base(s.argv[0]) + " " + s.argv[1]
	text := scrub(said, s.dir)
	if found := unreachable.FindString(said); found != "" {
		return fmt.Errorf("%s: %s could not do its part (%s): check the disk, the network and UV_DEFAULT_INDEX, HTTPS_PROXY and SSL_CERT_FILE: %w", s.name, command, found, err)
	}
	return &InstallError{Step: s.name, Command: command, Output: text, Err: errors.New(summary(text, err))}
}

// summary is the line of an output that says most, or how the command ended.
func summary(text string, err error) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return last
	}
	return err.Error()
}

var (
	anyURL  = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://[^\s'"` + "`" + `<>)]*`)
	anyHost = regexp.MustCompile(`host='[^']*'`)
)

// scrub takes from a command's output what is no one's business: URLs, which
// name indexes and may hold credentials, their hosts, and where on this
// machine the project was copied to.
func scrub(text, dir string) string {
	for _, url := range anyURL.FindAllString(text, -1) {
		if host := hostOf(url); host != "" {
			text = strings.ReplaceAll(text, host, "[host]")
		}
	}
	text = anyURL.ReplaceAllString(text, "[url]")
	text = anyHost.ReplaceAllString(text, "host='[host]'")
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
