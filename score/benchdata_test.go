package score

import (
	"bufio"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A cell writes one column's value of a record.
type cell func(b []byte, r *rand.Rand) []byte

// admissions are the columns of peers/admissions, in their order.
var admissions = []struct {
	name string
	cell cell
}{
	{"AGE", whole(18, 100)}, {"HEART_RATE", whole(40, 180)}, {"SYSTOLIC", whole(80, 220)}, {"DIASTOLIC", whole(40, 120)},
	{"PRIOR_ADMISSIONS", whole(0, 30)},
	{"SODIUM", fraction(120, 160, 1)}, {"POTASSIUM", fraction(2, 7, 2)}, {"CREATININE", fraction(0.3, 9, 3)},
	{"GLUCOSE", fraction(40, 500, 1)}, {"HEMOGLOBIN", fraction(5, 20, 2)}, {"LEUKOCYTES", fraction(1, 40, 2)},
	{"COMA_SCALE", sometimes(whole(3, 15))}, {"INTENSIVE_CARE", oneOf("true", "false")}, {"VENTILATED", oneOf("true", "false")},
	{"SEX", oneOf("Female", "Male", "Unknown")}, {"ADMIT_TYPE", oneOf("Elective", "Emergency", "Urgent")},
	{"SERVICE", oneOf("Cardiology", "Medicine", "Neurology", "Oncology", "Surgery")},
	{"DIAGNOSIS", sometimes(oneOf("I21.4 Non-ST elevation myocardial infarction", `"I50.9 Heart failure, unspecified"`, "N17.9 Acute kidney failure",
		"J18.9 Pneumonia", `"A41.9 Sepsis, unspecified organism"`, "K92.2 Gastrointestinal haemorrhage"))},
	{"UNIT", oneOf("ICU 1", "ICU 2", "3 West", "3 East", "Observation")}, {"ADMITTED", moment},
}

func whole(from, to int) cell {
	return func(b []byte, r *rand.Rand) []byte { return strconv.AppendInt(b, int64(from+r.IntN(to-from+1)), 10) }
}

func fraction(from, to float64, digits int) cell {
	return sometimes(func(b []byte, r *rand.Rand) []byte {
		return strconv.AppendFloat(b, from+(to-from)*r.Float64(), 'f', digits, 64)
	})
}

func oneOf(texts ...string) cell {
	return func(b []byte, r *rand.Rand) []byte { return append(b, texts[r.IntN(len(texts))]...) }
}

// sometimes leaves every twentieth value out.
func sometimes(c cell) cell {
	return func(b []byte, r *rand.Rand) []byte {
		if r.IntN(20) == 0 {
			return b
		}
		return c(b, r)
	}
}

func moment(b []byte, r *rand.Rand) []byte {
	return time.Unix(1_600_000_000+r.Int64N(100_000_000), 0).UTC().AppendFormat(b, "2006-01-02 15:04:05")
}

// admissionsCSV writes so many records, the same ones each time.
func admissionsCSV(b *testing.B, rows int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "admissions.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	names := []string{"PAT_ENC_CSN_ID"}
	for _, column := range admissions {
		names = append(names, column.name)
	}
	line := []byte(strings.Join(names, ","))
	r := rand.New(rand.NewPCG(1, 2))
	for row := range rows {
		out.Write(append(line, '\n'))
		line = strconv.AppendInt(line[:0], 100_000_000+int64(row), 10)
		for _, column := range admissions {
			line = column.cell(append(line, ','), r)
		}
	}
	out.Write(append(line, '\n'))
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	return path
}
