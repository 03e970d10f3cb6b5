package report

import (
	"strings"
	"testing"
)

func render(t *testing.T, source string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := Page(source).Execute(&b, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageEscapesWhatItIsGiven(t *testing.T) {
	got := render(t, `{{define "title"}}{{.}}{{end}}{{define "body"}}<p title="{{.}}">{{.}}</p>{{end}}`, `<b>"</b></title>`)
	if strings.Contains(got, "<b>") || !strings.Contains(got, "<p title=\"&lt;b&gt;&#34;&lt;/b&gt;&lt;/title&gt;\">") {
		t.Errorf("text became markup:\n%s", got)
	}
}

// Two reports have shells of their own: what one defines is not in the other.
func TestPagesAreApart(t *testing.T) {
	Page(`{{define "title"}}one{{end}}{{define "body"}}one{{end}}`)
	if got := render(t, `{{define "title"}}two{{end}}{{define "body"}}two{{end}}`, nil); strings.Contains(got, "one</title>") {
		t.Error("the second page has the first one's title")
	}
}

func TestReceiptNamesFilesWithoutTheirFolders(t *testing.T) {
	r := Receipt{Inputs: []File{{Path: "/data/ward/records.csv", SHA256: "ab", Bytes: 1234}}, Runtime: Runtime{Packages: map[string]string{"numpy": "1.24.4"}}}
	got := render(t, `{{define "title"}}{{end}}{{define "body"}}{{template "receipt" .}}{{end}}`, r)
	for _, want := range []string{"<b>records.csv</b>", "1.2 kB", "sha256:ab", "numpy <b>1.24.4</b>"} {
		if !strings.Contains(got, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "/data/ward") {
		t.Error("the receipt shows a folder of this machine")
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 4_900_000_000: "4.9 GB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %s, want %s", n, got, want)
		}
	}
}
