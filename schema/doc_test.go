package schema_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handoff/schema"
)

// A combination is one way to declare a column, and its row of the table.
type combination struct{ dtype, null, arrow, pandas, missing string }

// documented reads the table of the package comment and writes out its
// placeholders.
func documented(t *testing.T) map[combination]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[combination]bool{}
	for line := range strings.Lines(file.Doc.Text()) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.Contains(line, "---") || strings.Contains(line, "pandas dtype") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		expand(rows, combination{cells[0], cells[1], cells[2], cells[3], cells[4]})
	}
	return rows
}

// placeholders are the words for which a row of the table stands more than once:
// what each becomes as a dtype, in Arrow and in pandas.
var placeholders = map[string][]map[string]string{
	"T": named("int8 int16 int32 int64 uint8 uint16 uint32 uint64", "Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64"),
	"F": named("float32 float64", "Float32 Float64"),
	"E": named("int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 bool str", strings.Repeat("x ", 12)),
}

func named(plain, extension string) []map[string]string {
	var out []map[string]string
	extensions := strings.Fields(extension)
	for i, name := range strings.Fields(plain) {
		out = append(out, map[string]string{"name": name, "extension": extensions[i],
			"arrow": strings.Replace(name, "str", "utf8", 1)})
	}
	return out
}

func expand(rows map[combination]bool, c combination) {
	star := strings.HasSuffix(c.null, " *")
	c.null = strings.TrimSuffix(c.null, " *")
	for _, one := range instances(c) {
		rows[one] = true
		if star { // the default may also be left unsaid
			one.null = ""
			rows[one] = true
		}
	}
}

func instances(c combination) []combination {
	word := strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(c.dtype, "list["), "]"), "P")
	values, ok := placeholders[word]
	if !ok {
		zone := func(s string) string { return strings.ReplaceAll(s, "ZONE", "America/Chicago") }
		return []combination{{zone(c.dtype), c.null, zone(c.arrow), zone(c.pandas), c.missing}}
	}
	var out []combination
	for _, v := range values {
		names := strings.NewReplacer("P"+word, v["extension"], "list["+word+"]", "list["+v["name"]+"]", word, v["name"])
		arrow := strings.Replace(c.arrow, " "+word, " "+v["arrow"], 1)
		if c.arrow == word {
			arrow = v["arrow"]
		}
		pandas := c.pandas
		if pandas == word || pandas == "P"+word {
			pandas = names.Replace(pandas)
		}
		out = append(out, combination{names.Replace(c.dtype), c.null, arrow, pandas, c.missing})
	}
	return out
}

// accepted tries every dtype with every null and gives what the code makes of
// those that a contract may declare.
func accepted(t *testing.T) map[combination]bool {
	dtypes := strings.Fields(`int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64
		Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 bool boolean str string
		category datetime64[ns] date timedelta64[ns]
		list[int8] list[int16] list[int32] list[int64] list[uint8] list[uint16] list[uint32] list[uint64]
		list[float32] list[float64] list[bool] list[str]
		json object list[category] list[date] list[Int64] list[list[str]]`)
	dtypes = append(dtypes, "datetime64[ns, America/Chicago]")
	rows := map[combination]bool{}
	for _, dtype := range dtypes {
		for _, null := range []string{"-", "", "None", "NaN", "NA", "NaT"} {
			form := schema.FormDataFrame
			if strings.HasPrefix(dtype, "list[") { // which no frame holds
				form = schema.FormRecord
			}
			if c, ok := declare(t, dtype, null, form); ok {
				rows[c] = true
			}
		}
	}
	return rows
}

var missingValues = map[schema.Null]string{
	schema.NullNaN: "nan", schema.NullNone: "None", schema.NullNA: "<NA>", schema.NullNaT: "NaT",
}

func declare(t *testing.T, dtype, null string, form schema.Form) (combination, bool) {
	text := fmt.Sprintf("[model]\nname = \"m\"\n[load]\ncall = \"a:b\"\n[predict]\ncall = \"p\"\nform = %q\n"+
		"[[outputs]]\nname = \"o\"\ndtype = \"json\"\n[[columns]]\nname = \"c\"\ndtype = %q\nnullable = %v\n", form, dtype, null != "-")
	if null != "-" && null != "" {
		text += fmt.Sprintf("null = %q\n", null)
	}
	if dtype == "category" {
		text += `levels = ["a"]`
	}
	contract, err := schema.Parse("handoff.toml", []byte(text))
	if err != nil {
		return combination{}, false
	}
	c := contract.Columns[0]
	missing := "not allowed"
	if c.Nullable {
		missing = missingValues[c.NullValue()]
	}
	return combination{dtype, null, c.Arrow().Type.String(), c.PandasDType(), missing}, true
}

// None stands for a missing value of every dtype where there is no frame.
func TestNoneInRecords(t *testing.T) {
	for _, form := range []schema.Form{schema.FormRecord, schema.FormArguments} {
		for frame := range documented(t) {
			c, ok := declare(t, frame.dtype, "None", form)
			if !ok || c.missing != "None" || c.arrow != frame.arrow {
				t.Errorf("%s %s: accepted %v as %+v", form, frame.dtype, ok, c)
			}
		}
	}
}

func TestTableOfThePackageComment(t *testing.T) {
	if diff := cmp.Diff(documented(t), accepted(t)); diff != "" {
		t.Errorf("the table (-) and the code (+) differ:\n%s", diff)
	}
}
