package wrapper_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// A handed-off model is opened by its folder and called with Arrow records.
// Its host binary is found beside this program, on PATH, or by HANDOFF_HOST.
func Example() {
	ctx := context.Background()
	model, err := wrapper.Open(ctx, "../testmodels/mortality")
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()

	contract, err := schema.Read("../testmodels/mortality/handoff.toml")
	if err != nil {
		log.Fatal(err)
	}
	rows := `[{"AGE": 65, "SEX": "M", "COLLECTED": "1996-11-17 00:00:00", "KAPPA": 1.19, "LAMBDA": 1.27,
	           "FLC_GROUP": 4, "CREATININE": null, "MGUS": false}]`
	batch, _, err := array.RecordFromJSON(memory.DefaultAllocator, contract.InputSchema(), strings.NewReader(rows))
	if err != nil {
		log.Fatal(err)
	}
	result, err := model.Predict(ctx, wrapper.Call{Batch: batch})
	if err != nil {
		log.Fatal(err) // *wrapper.Exception: the model raised; *wrapper.HostError: its process ended
	}
	defer result.Release()
	fmt.Println(result.Outputs.ColumnName(0), result.Outputs.Column(0))
}
