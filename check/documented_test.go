package check

import (
	"fmt"
	"slices"
	"testing"

	"handoff/schema"
)

// documentedBy is a subject whose package is one module m, and whose contract
// declares AGE and WEIGHT_KG.
func documentedBy(t *testing.T, code string) *subject {
	t.Helper()
	c := &schema.Contract{Predict: schema.Predict{Call: "m:predict", Form: schema.FormDataFrame}}
	c.Columns = []schema.Column{{Name: "AGE", DType: schema.DType{Kind: schema.Int64}}, {Name: "WEIGHT_KG", DType: schema.DType{Kind: schema.Float64}, Nullable: true}}
	s := &subject{contract: c, dir: t.TempDir(), source: &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(code)}}}}
	s.project = s.dir
	if err := s.readDocuments(t.Context(), plain{t}); err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	ageSaid    = "AGE int64 false PATIENT.BIRTH_DATE"
	weightSaid = "WEIGHT_KG float64 true PAT_ENC.WEIGHT"
)

func TestDocstringStyles(t *testing.T) {
	both := []string{ageSaid, weightSaid}
	tests := map[string]struct {
		doc  string
		want []string
	}{
		"numpydoc": {`
    frame : pandas.DataFrame
        Columns:

        AGE : int64, required
            Years. Source: PATIENT.BIRTH_DATE
        WEIGHT_KG : float64, optional (NaN)
            From PAT_ENC.WEIGHT, in ounces.`, both},
		"google": {`
    Args:
        AGE (int64): Years at admission, required. Source: PATIENT.BIRTH_DATE
        WEIGHT_KG (float64, optional): Weight
            in kg (PAT_ENC.WEIGHT).

    Returns:
        AGE (str): not this one.`, both},
		"fields": {`
    :param AGE: years, must be present, Epic: PATIENT.BIRTH_DATE
    :type AGE: int64
    :param float64 WEIGHT_KG: may be missing; PAT_ENC.WEIGHT
    :returns: risk`, both},
		"fields of columns": {`
    :param frame: with the columns

        :AGE: int64, required; PATIENT.BIRTH_DATE
        :WEIGHT_KG: float64, may be missing; PAT_ENC.WEIGHT, the
            first of the encounter
    :returns: risk`, both},
		"bullets": {"\n    - `AGE` (int64, required): years, Source: PATIENT.BIRTH_DATE\n" +
			"    - **WEIGHT_KG**: float64 or NaN, from PAT_ENC.WEIGHT", both},
		"bullets with dashes": {`
    * AGE - int64, never missing, Source: PATIENT.BIRTH_DATE
    * WEIGHT_KG - float64, can be missing, PAT_ENC.WEIGHT`, both},
		"aligned": {`
    AGE        int64, not null; Source: PATIENT.BIRTH_DATE
    WEIGHT_KG  float64, may be missing; from PAT_ENC.WEIGHT`, both},
		"in prose": {`
    frame : pandas.DataFrame
        With ` + "`AGE`" + ` (int64, required, PATIENT.BIRTH_DATE) and WEIGHT_KG (float64, may be NaN; PAT_ENC.WEIGHT).`, both},
		"markdown table": {`
    | Column | dtype | Missing allowed | Epic source |
    |---|---|---|---|
    | AGE | int64 | no | PATIENT.BIRTH_DATE |
    | WEIGHT_KG | float64 | yes | PAT_ENC.WEIGHT |`, both},
		"simple table": {`
    ==========  =======  ========  ==================
    name        type     required  source
    ==========  =======  ========  ==================
    AGE         int64    yes       PATIENT.BIRTH_DATE
    WEIGHT_KG   float64  no        PAT_ENC.WEIGHT
    ==========  =======  ========  ==================`, both},
		"grid table": {`
    +-----------+---------+----------+--------------------+
    | Feature   | Type    | Nullable | Clarity            |
    +===========+=========+==========+====================+
    | AGE       | int64   | no       | PATIENT.BIRTH_DATE |
    +-----------+---------+----------+--------------------+
    | WEIGHT_KG | float64 | NaN      | PAT_ENC.WEIGHT     |
    +-----------+---------+----------+--------------------+`, both},
		"lists with headings": {`
    Required columns:
      AGE: int64, PATIENT.BIRTH_DATE

    Optional columns:
      WEIGHT_KG: float64, PAT_ENC.WEIGHT`, both},
		"quoted": {`
    "AGE": int64 (required), PATIENT.BIRTH_DATE
    "WEIGHT_KG": Optional[float64], PAT_ENC.WEIGHT`, both},
		"commas": {`
    AGE, int64, required, PATIENT.BIRTH_DATE
    WEIGHT_KG, float64, optional, PAT_ENC.WEIGHT`, both},
		"several at once": {`
    AGE, WEIGHT_KG : float64, required
        PAT_ENC.WEIGHT`, []string{"AGE float64 false PAT_ENC.WEIGHT", "WEIGHT_KG float64 false PAT_ENC.WEIGHT"}},
		"prose":      {"\n    The AGE of a patient, and WEIGHT_KG: both matter. See AGE.", nil},
		"nothing":    {"", nil},
		"half":       {"\n    AGE: years\n    WEIGHT_KG: kg", []string{"AGE - - -", "WEIGHT_KG - - -"}},
		"unknowable": {"\n    AGE : int64, required\n        Source: TBD", []string{"AGE int64 false -"}},
		"required, with values that need not be there": {"\n    WEIGHT_KG : float64, required\n        May be NaN.", []string{"WEIGHT_KG float64 true -"}},
		"not optional": {"\n    AGE (int64): not optional, may not be missing", []string{"AGE int64 false -"}},
		"imputed":      {"\n    AGE (int64): the median is imputed", []string{"AGE int64 ~true -"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := documentedBy(t, "def predict(frame):\n    \"\"\"Risk.\n"+test.doc+"\n    \"\"\"\n")
			var got []string
			for _, column := range s.columnNames() {
				for _, e := range s.entriesOf(column) {
					got = append(got, said(column, e.columnEntry))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("said %q, want %q", got, test.want)
			}
		})
	}
}

func said(column string, e columnEntry) string {
	optional := "-"
	if e.Optional != nil {
		optional = fmt.Sprint(*e.Optional)
		if !e.OptionalCertain {
			optional = "~" + optional
		}
	}
	blank := func(text string) string {
		if text == "" {
			return "-"
		}
		return text
	}
	return fmt.Sprintf("%s %s %s %s", column, blank(e.DType), optional, blank(e.Source))
}

// Whatever the docstring, it gives entries or none, and never an error.
func TestDocstringThatIsOdd(t *testing.T) {
	for _, doc := range []string{"::::", "| | |\n|-|-|\n|", "=== ===\n", "+--+\n|AGE|\n+==+", "AGE(", "AGE (int", "- ", "``", ":param", ":type :", "\\x00AGE:\\t", "AGE:" + "\n  " + "x: (((" + "\n"} {
		documentedBy(t, fmt.Sprintf("def predict(frame):\n    %s\n", `"""`+doc+`"""`))
	}
}

// Where predict's own docstring says nothing, what it inherits, refers to or
// is annotated with does.
func TestWhereColumnsAreDocumented(t *testing.T) {
	const listed = "AGE : int64, required\n        PATIENT.BIRTH_DATE\n    WEIGHT_KG : float64, optional\n        PAT_ENC.WEIGHT\n    "
	tests := map[string]string{
		"module":     "\"\"\"Columns:\n\n    " + listed + "\"\"\"\ndef predict(frame):\n    pass",
		"reference":  "def prepare(frame):\n    \"\"\"Columns:\n\n    " + listed + "\"\"\"\ndef predict(frame):\n    \"\"\"Takes what :func:`m.prepare` documents.\"\"\"",
		"annotation": "class Row(TypedDict):\n    AGE: int64  # required, PATIENT.BIRTH_DATE\n    WEIGHT_KG: Optional[float64]  # PAT_ENC.WEIGHT\ndef predict(row: Row):\n    pass",
	}
	for name, code := range tests {
		t.Run(name, func(t *testing.T) {
			s := documentedBy(t, code)
			var got []string
			for _, column := range s.columnNames() {
				for _, e := range s.entriesOf(column) {
					got = append(got, said(column, e.columnEntry))
				}
			}
			if want := []string{ageSaid, weightSaid}; !slices.Equal(got, want) {
				t.Errorf("said %q, want %q", got, want)
			}
		})
	}
}

// A docstring that admits several types agrees with a contract that has one of them.
func TestTypesThatAreAlternatives(t *testing.T) {
	for doc, want := range map[string]bool{
		"AGE : string or int": true, "AGE (Union[str, int])": true, "AGE - float | integer": true, "AGE : str or float": false, "AGE (str or bytes)": false,
	} {
		s := documentedBy(t, "def predict(frame):\n    \"\"\"Columns:\n\n    "+doc+"\n    \"\"\"\n")
		e := s.entriesOf("AGE")[0]
		if got := admits(e.DType, s.contract.Columns[0], schema.FormDataFrame); got != want {
			t.Errorf("%s, read as %s: admits int64 %v, want %v", doc, e.DType, got, want)
		}
	}
}

// A list is told by its word and by what it holds.
func TestTypesOfLists(t *testing.T) {
	list := schema.Column{Name: "AGE", DType: schema.DType{Kind: schema.List, Elem: schema.Str}}
	plain := schema.Column{Name: "AGE", DType: schema.DType{Kind: schema.Str}}
	for doc, want := range map[string]bool{"AGE (list of str)": true, "AGE (Optional[List[str]])": true, "AGE : Sequence[str], required": true, "AGE (str)": false} {
		s := documentedBy(t, "def predict(frame):\n    \"\"\"Columns:\n\n    "+doc+"\n    \"\"\"\n")
		e := s.entriesOf("AGE")[0]
		if got := admits(e.DType, list, schema.FormRecord); got != want {
			t.Errorf("%s, read as %s: admits %s %v, want %v", doc, e.DType, list.DType, got, want)
		}
		if !admits(e.DType, plain, schema.FormRecord) {
			t.Errorf("%s, read as %s: does not admit %s", doc, e.DType, plain.DType)
		}
	}
}

// What a document says of a value that may be missing is the dtype of the
// value, or that of the column in the frame.
func TestTypesOfTheFrame(t *testing.T) {
	tests := []struct {
		said   string
		column schema.Column
		want   bool
	}{
		{"Int16", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNA}, true},
		{"int16", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNA}, true},
		{"Int16", schema.Column{DType: schema.DType{Kind: schema.Int16}}, false},
		{"Int16", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNaN}, false},
		{"float64", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNaN}, true},
		{"float", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNaN}, true},
		{"float", schema.Column{DType: schema.DType{Kind: schema.Int16}, Nullable: true, Null: schema.NullNA}, false},
		{"boolean", schema.Column{DType: schema.DType{Kind: schema.Bool}, Nullable: true, Null: schema.NullNA}, true},
	}
	for _, tt := range tests {
		if got := admits(tt.said, tt.column, schema.FormDataFrame); got != tt.want {
			t.Errorf("%q of a column that is %s in the frame: admitted %v, want %v", tt.said, tt.column.PandasDType(), got, tt.want)
		}
	}
}
