package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/epic"
	"handoff/schema"
)

func TestParseProfile(t *testing.T) {
	got, err := schema.ParseProfile("site.toml", []byte(`site = "North"
zone = "America/Chicago"
missing = ["*Unspecified"]
filler_dates = ["1841-01-01"]
[lists.ZC_SEX]
1 = "Female"
"2" = "Male"
[ids.MRN]
decode = ["epic_id"]
pattern = "[0-9]{8}"
[outputs]
missing = -1
missing_text = "N/A"
numbers_only = true
contributions = 9
every_feature = true
`))
	if got != nil && len(got.Text) == 0 {
		t.Error("the text is gone")
	}
	got.Text = nil
	none := -1.0
	want := &epic.Profile{Path: "site.toml", Site: "North", Zone: "America/Chicago", Missing: []string{"*Unspecified"}, Fillers: []string{"1841-01-01"},
		Lists: map[string]epic.List{"ZC_SEX": {"1": "Female", "2": "Male"}}, IDs: map[string]epic.ID{"MRN": {Decode: []string{"epic_id"}, Pattern: "[0-9]{8}"}},
		Outputs: epic.Outputs{Missing: &none, MissingText: "N/A", NumbersOnly: true, Contributions: 9, EveryFeature: true}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

func TestProfileErrors(t *testing.T) {
	for text, want := range map[string]string{
		`zone = `:                               `1:7: not TOML: `,
		`zome = "UTC"`:                          `1:1: unknown key "zome": did you mean "zone"?`,
		`zone = "America/Chigaco"`:              `1:8: [zone]: unknown time zone "America/Chigaco": write an IANA name such as America/Chicago`,
		`missing = ["", " x"]`:                  `1:12: missing token 1: "" is blank, or has white space around it: write the token alone`,
		`filler_dates = [1900-01-01]`:           `1:17: filler date 1: expected text in quotes, seen a date`,
		`filler_dates = ["01.01.1900"]`:         `1:17: filler date 1: "01.01.1900" is no date: write it as 1900-01-01`,
		`[lists.ZC_SEX]`:                        `1:8: [lists] ZC_SEX: empty: write the codes and their names, as 1 = "Female"`,
		"[lists.ZC_SEX]\n1 = 2":                 `2:5: [lists] ZC_SEX: expected text in quotes, seen a whole number`,
		"[lists.ZC_SEX]\n1 = \" \"":             `2:5: [lists] ZC_SEX: missing: write the name of the code`,
		"[lists.ZC_SEX]\n\" 1\" = \"F\"":        `2:8: [lists] ZC_SEX:  1: the code is blank`,
		"[ids.MRN]\ndecode = [\"epicid\"]":      `2:11: [ids] MRN: decode: "epicid" is not known here: did you mean "epic_id"?`,
		"[ids.MRN]\ndecode = [\"yn\"]":          `2:1: [ids] MRN: decode: "yn" gives no id: write trim, epic_id or caboodle_key`,
		"[ids.MRN]\npattern = \"(\"":            `2:11: [ids] MRN: pattern: is no regular expression: `,
		"[ids.MRN]\npatern = \"[0-9]+\"":        `2:1: [ids] MRN: unknown key "patern": did you mean "pattern"?`,
		"[outputs]\nmissng = -1":                `2:1: [outputs]: unknown key "missng": did you mean "missing"?`,
		"[outputs]\nmissing = \"N/A\"":          `2:11: [outputs] missing: expected a number, seen text`,
		"[outputs]\nmissing = nan":              `2:11: [outputs] missing: NaN is no placeholder: write a number within 2^53, such as -1`,
		"[outputs]\nmissing = 9007199254740992": `2:11: [outputs] missing: 9.007199254740992e+15 is no placeholder: `,
		"[outputs]\ncontributions = 0":          `2:17: [outputs] contributions: 0 is below 1: write how many contributions are shown at most, or leave it out`,
		"[outputs]\nmissing_text = \" \"":       `2:16: [outputs] missing_text: " " is blank, or has white space around it: write the text alone`,
	} {
		_, err := schema.ParseProfile("site.toml", []byte(text))
		if err == nil || !strings.HasPrefix(err.Error(), "site.toml:"+want) {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}
