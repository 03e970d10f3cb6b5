package check

import "testing"

func TestAlike(t *testing.T) {
	tests := []struct {
		name, declared string
		want           bool
	}{
		{"HBA1C", "HBAlC", true},
		{"C0UNT", "COUNT", true},
		{"creatinine", "CREATININE", true},
		{"Heart Rate", "HEART_RATE", true},
		{"CREATINNE", "CREATININE", true},
		{"CRAETININE", "CREATININE", true},
		{"hr", "HR", true},
		{"CREATININE", "CREATININE", false},
		{"WBC", "RBC", false},
		{"LACTATE_1", "LACTATE_2", false},
		{"LACTATE_24H", "LACTATE_48H", false},
		{"LACTATE", "LACTATE_2", false},
		{"AGE", "SEX", false},
		{"HR_MIN", "HR_MAX", false},
	}
	for _, test := range tests {
		if got := alike(test.name, []string{test.declared}) != ""; got != test.want {
			t.Errorf("%q looks like %q: %v, want %v", test.name, test.declared, got, test.want)
		}
	}
}
