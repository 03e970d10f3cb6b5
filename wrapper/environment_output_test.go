package wrapper

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
)

func TestOutputIsScrubbed(t *testing.T) {
	said := "Looking in indexes: https://user:pa55@index.example.org:8443/simple\n" +
		"File \"/home/jo/build/setup.py\", line 3\n" +
		"HTTPSConnectionPool(host='mirror.example.net', port=443)\n" +
		"could not resolve index.example.org\n" +
		"File \"/home/jo/.pyenv/lib/python3.8/site-packages/x.py\"\n"
	got := scrub(said, "/home/jo/build")
	want := "Looking in indexes: [url]\nFile \"setup.py\", line 3\nHTTPSConnectionPool(host='[host]', port=443)\n" +
		"could not resolve [host]\nFile \"python3.8/site-packages/x.py\"\n"
	if got != want {
		t.Errorf("got\n%s\nexpected\n%s", got, want)
	}
}

func TestOutputIsBounded(t *testing.T) {
	var said tail
	for range 1000 {
		said.Write([]byte(strings.Repeat("x", 1000)))
	}
	said.Write([]byte("the end"))
	if got := said.String(); len(got) > outputLimit+10 || !strings.HasSuffix(got, "the end") || !strings.HasPrefix(got, "[...]") {
		t.Errorf("kept %d bytes", len(got))
	}
}

func TestFailureSaysWhoseItIs(t *testing.T) {
	s := step{name: "install", dir: "/d", argv: []string{"/usr/bin/python3.8", "-m", "pip", "--python", "v", "install", "x"}}
	for said, c := range map[string]struct {
		machine bool
		want    string
	}{
		"error: Failed to fetch: `https://h/x`\n  Caused by: dns error": {true, "install: python3.8 -m pip could not do its work here (dns error)"},
		"OSError: [Errno 28] No space left on device":                   {true, "no space left on device"},
		"error: Failed to build `x`\n  cause: The build backend returned an error\n  cause: Call to `y` failed\nrequests.exceptions.ProxyError: no": {
			false, "install: python3.8 -m pip: requests.exceptions.ProxyError: no"},
		"  × No solution found\n  ╰─▶ Because a depends on b":                   {false, "Because a depends on b"},
		"ERROR: Cannot install a and b\nERROR: ResolutionImpossible: see below": {false, "Cannot install a and b"},
		"": {false, "exit status 1"},
	} {
		err := s.failure(&exec.Error{Name: "x", Err: errors.New("exit status 1")}, said)
		var bad *InstallError
		if errors.As(err, &bad) == c.machine || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %T %v, expected %q", said, err, err, c.want)
		}
	}
}
