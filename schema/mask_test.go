package schema_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"handoff/schema"
)

func TestMask(t *testing.T) {
	known := []string{"AGE", "A1C", "ADMIT_TYPE", "EM", "float64", "12"}
	secrets := []string{"Smith", "Smith, John", "Zoë", "EL", ""}
	for text, want := range map[string]string{
		"could not convert string to float: 'Z7004'": "could not convert string to float: 'A####'",
		"could not convert string to float: Smith":   "could not convert string to float: Aaaaa",
		"no row for Smith, John (72)":                "no row for Aaaaa, Aaaa (##)",
		"no row for SMITH":                           "no row for AAAAA",
		"no row for zoë":                             "no row for aaa",
		"Smithson is another word":                   "Smithson is another word",
		"level EL":                                   "level AA",
		"'EM' is known":                              "'EM' is known",
		"'AGE'":                                      "'AGE'",
		"'AGED'":                                     "'AAAA'",
		"'A1C' and A1C are a column, A1CX is not":    "'A1C' and A1C are a column, A#CX is not",
		"at 12 of '12'":                              "at ## of '12'",
		"cannot cast object to float64 or int32":     "cannot cast object to float64 or int32",
		`"['AGE', 'X9'] not in index"`:               `"['AGE', 'A#'] aaa aa aaaaa"`,
		"unsupported operand type(s) for +: 'int' and 'str'": "unsupported operand type(s) for +: 'int' and 'str'",
		"invalid literal for int() with base 10: 'abc'":      "invalid literal for int() with base ##: 'aaa'",
		`it's "O'Brien"`:         `it's "A'Aaaaa"`,
		`'O\'Brien'`:             `'A\'Aaaaa'`,
		"the bytes b'Jones'":     "the bytes b'Aaaaa'",
		"never closed 'Jones":    "never closed 'Aaaaa",
		"`Jones`":                "`Aaaaa`",
		"2024-12-31T23:59 and ٣": "####-##-##T##:## and #",
		"":                       "",
		"not UTF-8: '\xff'":      "not UTF-#: '\ufffd'",
	} {
		if got := schema.Mask(text, known, secrets); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// Whatever stands around it, a quoted value that is not known shows no digit
// and no word of its own, and a secret by itself shows neither.
func TestMaskHides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[b-zB-Z0-9][b-zB-Z0-9 ,]{2,10}[b-zB-Z0-9]`).Draw(t, "value")
		around := rapid.StringMatching(`[a-z ]{0,12}`)
		before, after := around.Draw(t, "before")+" ", " "+around.Draw(t, "after")
		quote := rapid.SampledFrom([]string{"'", `"`, "`"}).Draw(t, "quote")
		for _, got := range []string{
			schema.Mask(before+quote+value+quote+after, nil, nil),
			schema.Mask(before+value+after, nil, []string{value}),
		} {
			masked := strings.TrimSuffix(strings.TrimPrefix(got, before), after)
			if strings.ContainsFunc(masked, func(r rune) bool {
				return unicode.IsLetter(r) && r != 'a' && r != 'A' || unicode.IsDigit(r)
			}) {
				t.Fatalf("%q shows in %q", value, got)
			}
		}
	})
}

// Quotes that never close take a time that grows with their number alone.
func TestMaskOfOpenQuotes(t *testing.T) {
	got := schema.Mask(strings.Repeat("'Smith \"Jones ", 20_000), []string{"AGE"}, nil)
	if strings.Contains(got, "Smith") || strings.Contains(got, "Jones") {
		t.Errorf("shows a value: %.80s", got)
	}
}

func TestVocabulary(t *testing.T) {
	words := strings.Join(read(t, "full.toml").Vocabulary(), " ")
	for _, want := range []string{"AGE", "AGE_YEARS", "PAT_ENC_CSN_ID", "risk", "EL", "high", "device", "weights", "model"} {
		if !strings.Contains(" "+words+" ", " "+want+" ") {
			t.Errorf("%q is not among %s", want, words)
		}
	}
}

func BenchmarkMask(b *testing.B) {
	text := strings.Repeat("KeyError: no row for Smith, John in 'AGE' of 72 rows\n", 1000)
	secrets := make([]string, 1_000_000)
	for i := range secrets {
		secrets[i] = "patient" + strings.Repeat("x", i%20)
	}
	for b.Loop() {
		schema.Mask(text, []string{"AGE"}, secrets)
	}
}
