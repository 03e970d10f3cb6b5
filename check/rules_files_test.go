package check

import (
	"strings"
	"testing"

	"handoff/schema"
	"handoff/wrapper"
)

// What is read of the system is the package's doing where its code names the
// file, or where the model cannot do without it.
func TestReadsOfTheSystem(t *testing.T) {
	tests := map[string]struct {
		file   string
		by     wrapper.Actor
		code   string
		raised string // what the call ended with
		want   int
	}{
		"named":                     {"/etc/hostname", wrapper.ByPackage, `open("/etc/hostname")`, "", 1},
		"put together":              {"/etc/hostname", wrapper.ByPackage, `Path("/etc") / "hostname"`, "", 1},
		"its folder named":          {"/etc/hostname", wrapper.ByPackage, `glob("/etc/*")`, "", 1},
		"by a library, named":       {"/usr/share/tables/t.csv", wrapper.ByLibrary, `pd.read_csv("/usr/share/tables/t.csv")`, "", 1},
		"Python's own":              {"/etc/apache2/mime.types", wrapper.ByPackage, "mimetypes.guess_type(name)", "", 0},
		"a library's own":           {"/etc/fonts/fonts.conf", wrapper.ByLibrary, "plt.plot(x)", "", 0},
		"Python's own, refused":     {"/etc/mailcap", wrapper.ByPackage, "mailcap.getcaps()", "PermissionError: [Errno 13] Permission denied: '/etc/mailcap'", 1},
		"Python's own, other fault": {"/etc/mailcap", wrapper.ByPackage, "mailcap.getcaps()", "PermissionError: [Errno 13] Permission denied: '/data/x'", 0},
		"of nobody's system":        {"/data/t.csv", wrapper.ByPackage, "read(place)", "", 1},
		"at an import":              {"/etc/hostname", wrapper.ByImport, `open("/etc/hostname")`, "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			seen := wrapper.Witnessed{Events: []wrapper.Event{{Phase: wrapper.PhasePredict, Name: "open", Detail: test.file + " (read)", By: test.by, Place: wrapper.PlaceElsewhere}}}
			c := &call{what: "the documented call", result: &wrapper.Result{Witnessed: seen}}
			if test.raised != "" {
				kind, message, _ := strings.Cut(test.raised, ": ")
				c.result, c.err = nil, &wrapper.Exception{Type: kind, Message: message, Witnessed: seen}
			}
			s := &subject{contract: &schema.Contract{}, source: &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(test.code)}}}, calls: []*call{c}}
			found, err := readOutsidePackage(t.Context(), s)
			if err != nil || len(found) != test.want {
				t.Errorf("%d findings, %v; want %d", len(found), err, test.want)
			}
		})
	}
}
