package check

import "testing"

func TestWithMissing(t *testing.T) {
	record, err := generate(everyDType(t), 5, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	part := record.NewSlice(1, 5) // an offset that is no whole byte of a bitmap
	defer part.Release()
	for i, field := range part.Schema().Fields() {
		changed := withMissing(part, []string{field.Name}, 2)
		for j, column := range changed.Columns() {
			for row := range column.Len() {
				wantNull := j == i && row%2 == 0
				if column.IsNull(row) != wantNull {
					t.Errorf("%s missing: column %s row %d missing %v", field.Name, changed.ColumnName(j), row, column.IsNull(row))
				}
				if !wantNull && column.ValueStr(row) != part.Column(j).ValueStr(row) {
					t.Errorf("%s missing: column %s row %d changed", field.Name, changed.ColumnName(j), row)
				}
			}
		}
		changed.Release()
	}
}

// The same values are missing in every run, some and not all, and none of a
// column that may not be.
func TestWithHoles(t *testing.T) {
	c := everyDType(t)
	c.Columns[9].Nullable = true // float64
	made, err := generate(c, 32, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	defer made.Release()
	first, again := withHoles(made), withHoles(made)
	defer first.Release()
	defer again.Release()
	for i, column := range first.Columns() {
		nulls := column.NullN()
		if some := nulls > 0 && nulls < 32; some != c.Columns[i].Nullable {
			t.Errorf("column %s: %d of 32 values missing", c.Columns[i].Name, nulls)
		}
		for row := range column.Len() {
			if column.IsNull(row) != again.Column(i).IsNull(row) {
				t.Errorf("column %s row %d: missing at one time and not at another", c.Columns[i].Name, row)
			}
		}
	}
}

// A finding says what the model was given for a missing value.
func TestMissingAs(t *testing.T) {
	c := everyDType(t)
	record, err := generate(c, 4, nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	s := &subject{contract: c}
	on := &sample{record: record}
	defer on.release()
	for want, columns := range map[string][]string{"NaN": {"c3", "c9"}, "NaN or None": {"c3", "c11"}, "NA": {"c16"}, "NaT": {"c13"}} {
		variant, err := on.changed(columns, s.missingIn(2))
		if err != nil {
			t.Fatal(err)
		}
		if got := missingAs(&call{asked: variant}, columns); got != want {
			t.Errorf("%v: %q, want %q", columns, got, want)
		}
		variant.release()
	}
}
