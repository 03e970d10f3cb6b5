package records

import "testing"

// The file was written by pyarrow, of its columns F with
// column_encoding={"F": "BYTE_STREAM_SPLIT"}.
func TestEncodingsThatAreNotReadAreSaid(t *testing.T) {
	const path = "testdata/split.parquet"
	_, err := Open(contract(t, `"ID"`, `name = "F"; dtype = "float64"`), []string{path}, Options{})
	wantError(t, err, path+`: column "F": it is encoded as BYTE_STREAM_SPLIT`, "write the file with another encoding")
	b := all(t, open(t, contract(t, `"ID"`, `name = "X"; dtype = "str"`), Options{}, path))
	if got := shown(b[0].Record.Column(0)); len(got) != 2 || got[1] != "b" {
		t.Errorf("got %v of a column of another encoding", got)
	}
}
