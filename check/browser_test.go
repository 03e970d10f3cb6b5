package check

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	traffic "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// inBrowser opens Debian's chromium. Where it is missing the test is skipped,
// unless HANDOFF_TEST_BROWSER=required.
func inBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("HANDOFF_TEST_BROWSER") != "required" {
		t.Skip("chromium is not installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // starts it
		t.Fatal(err)
	}
	return ctx
}

// A visit is what the browser told while it showed a page.
type visit struct {
	sync.Mutex
	requests, complaints []string
}

func (v *visit) hear(event any) {
	v.Lock()
	defer v.Unlock()
	switch e := event.(type) {
	case *traffic.EventRequestWillBeSent:
		v.requests = append(v.requests, e.Request.URL)
	case *log.EventEntryAdded:
		v.complaints = append(v.complaints, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		v.complaints = append(v.complaints, string(e.Type))
	case *runtime.EventExceptionThrown:
		v.complaints = append(v.complaints, e.ExceptionDetails.Text)
	}
}

// hostile is a report whose texts, which come from the model, try to be
// markup, and whose words no line can hold.
func hostile() *Report {
	r := specimen()
	long := strings.Repeat("x", 300)
	for _, text := range []string{`<script>document.title = "taken"</script>`, `<img src="http://127.0.0.1:1/x" onerror="document.title='taken'">`, long} {
		r.Findings = append(r.Findings, Finding{Rule: "3b/documented-call-fails", Severity: SeverityError, Message: text, File: "src/" + text,
			Column: text, Declared: text, Seen: text, Fix: text, Evidence: text, Repro: text})
	}
	r.Notes = append(r.Notes, long)
	r.Model = long
	return r
}

func TestHTMLInABrowser(t *testing.T) {
	ctx := inBrowser(t)
	for name, r := range map[string]*Report{"specimen": specimen(), "hostile": hostile(), "bare": {Verdict: Incomplete, FailOn: SeverityError, Model: "bare"}} {
		for _, width := range []int64{400, 1280} {
			t.Run(fmt.Sprint(name, " at ", width), func(t *testing.T) { lookAt(ctx, t, r, width) })
		}
	}
}

func lookAt(ctx context.Context, t *testing.T, r *Report, width int64) {
	var text bytes.Buffer
	if err := r.Write(&text, "html"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(text.Bytes()) }))
	defer server.Close()
	var seen visit
	tab, stop := chromedp.NewContext(ctx, chromedp.WithListener(seen.hear))
	defer stop()
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 800), chromedp.Navigate(server.URL+"/")); err != nil {
		t.Fatal(err)
	}
	facts, err := chromedp.Run(tab, chromedp.Evaluate[pageFacts](pageFactsJS))
	if err != nil {
		t.Fatal(err)
	}
	seen.Lock()
	defer seen.Unlock()
	if len(seen.requests) != 1 || len(seen.complaints) > 0 {
		t.Errorf("requests %q, want the page alone; complaints %q", seen.requests, seen.complaints)
	}
	if want := r.Model + ": " + string(r.Verdict); facts.Title != want {
		t.Errorf("title %q, want %q", facts.Title, want)
	}
	if facts.Width > width {
		t.Errorf("the page is %d wide on a screen of %d", facts.Width, width)
	}
	if len(facts.DeadLinks) > 0 || len(facts.DoubleIDs) > 0 {
		t.Errorf("links to nothing: %q; ids given twice: %q", facts.DeadLinks, facts.DoubleIDs)
	}
	for _, f := range r.Findings {
		if !strings.Contains(facts.Text, f.Message) || !strings.Contains(facts.Text, f.Fix) {
			t.Errorf("%s: %q is not to be seen", f.Rule, f.Message)
		}
	}
}

// pageFacts are what a reader of the page has before them.
type pageFacts struct {
	Title     string
	Text      string // that is rendered
	Width     int64  // of all that is rendered, in CSS pixels
	DeadLinks []string
	DoubleIDs []string
}

const pageFactsJS = `(() => {
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
	return {
		Title: document.title,
		Text: document.body.innerText,
		Width: document.documentElement.scrollWidth,
		DeadLinks: [...document.links].map(a => a.getAttribute('href')).filter(h => !h.startsWith('#') || !document.getElementById(h.slice(1))),
		DoubleIDs: ids.filter((id, i) => ids.indexOf(id) !== i),
	};
})()`
