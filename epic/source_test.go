package epic

import "testing"

func TestParseSource(t *testing.T) {
	for text, want := range map[string]string{
		"PAT_ENC_HSP.HOSP_ADMSN_TIME":        "PAT_ENC_HSP.HOSP_ADMSN_TIME",
		"pat_enc.weight":                     "PAT_ENC.WEIGHT",
		" PAT_ENC . WEIGHT ":                 "PAT_ENC.WEIGHT",
		"Clarity..PAT_ENC.WEIGHT":            "PAT_ENC.WEIGHT",
		"dbo.PAT_ENC.WEIGHT":                 "PAT_ENC.WEIGHT",
		"Clarity.dbo.PAT_ENC.WEIGHT":         "PAT_ENC.WEIGHT",
		"[dbo].[PAT_ENC].[WEIGHT]":           "PAT_ENC.WEIGHT",
		"[Sheet 1].[Heart Rate]":             "SHEET 1.HEART RATE",
		`"ORDER_RESULTS"."ORD_VALUE"`:        "ORDER_RESULTS.ORD_VALUE",
		"PATIENT":                            "",
		"":                                   "",
		".WEIGHT":                            "",
		"PAT_ENC.":                           "",
		"a.b.c.d.e":                          "",
		"A..B":                               "",
		"[PAT_ENC.WEIGHT":                    "",
		"[A]B.C":                             "",
		"[].[A]":                             "",
		"years from PATIENT.BIRTH_DATE":      "",
		"PAT_ENC.WEIGHT and PAT_ENC.HEIGHT":  "",
		"FLOWSHEET (ROW 5).VALUE, last of 3": "",
	} {
		s, ok := ParseSource(text)
		if ok != (want != "") || ok && s.String() != want {
			t.Errorf("%q: got %v, %v; want %q", text, s, ok, want)
		}
	}
}

func TestSplitTables(t *testing.T) {
	for table, want := range map[string]string{"PAT_ENC_2": "PAT_ENC", "ORDER_PROC_7": "ORDER_PROC", "PAT_ENC": "", "CLARITY_ADT_1": "", "_2": ""} {
		if got, ok := (Source{Table: table}).Split(); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v", table, got, ok)
		}
	}
}

// Whatever it is, a source once read is read as itself.
func FuzzParseSource(f *testing.F) {
	for _, s := range []string{"PAT_ENC.WEIGHT", "Clarity..PAT_ENC.WEIGHT", "[a].[b].[c]", `"x"."y`, "a.b.c.d.e", "İ.ß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := ParseSource(text)
		if !ok {
			return
		}
		again, ok := ParseSource("[" + s.Table + "].[" + s.Column + "]")
		if !ok || again != s {
			t.Errorf("%q: got %+v, and of that %+v, %v", text, s, again, ok)
		}
	})
}
