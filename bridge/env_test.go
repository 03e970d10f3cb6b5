package bridge

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
	"handoff/wrapper"
)

// Where the environment has no Pillow, Go decodes.
func TestImagesWithoutPillow(t *testing.T) {
	if !inEnv(t, "plain") {
		return
	}
	for _, c := range []struct {
		file string
		edit func(*schema.Image)
		want string
	}{
		{"colour.jpg", nil, `[{"seen":"ndarray uint8 (3, 4, 6)"}]`},
		{"grey.jpg", nil, `[{"seen":"ndarray uint8 (3, 4, 6)"}]`},
		{"cmyk.jpg", nil, `[{"seen":"ndarray uint8 (3, 4, 6)"}]`},
		{"grey.jpg", func(i *schema.Image) { i.Modes, i.Layout = []string{"RGB", "L"}, "HWC" }, `[{"seen":"ndarray uint8 (4, 6, 1)"}]`},
		{"turned.jpg", func(i *schema.Image) { i.Orientation = "applied" }, `[{"seen":"ndarray uint8 (3, 6, 4)"}]`},
		{"colour.jpg", func(i *schema.Image) { i.DType, i.Scale, i.Batch = "float32", "0-1", 4 }, `[{"seen":"ndarray float32 (1, 3, 4, 6)"}]`},
		{"grey.jpg", func(i *schema.Image) { i.Convert = "reject" }, `column "image", row 0: mode L is none of RGB`},
		{"not.jpg", nil, `column "image", row 0: image: unknown format`},
	} {
		if got := shownAs(t, imageContract(schema.FormTensor, c.edit), jpegs(t, c.file)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.file, got, c.want)
		}
	}
}

func TestPILNeedsPillow(t *testing.T) {
	if !inEnv(t, "plain") {
		return
	}
	e := fails(t, imageContract(schema.FormPIL, nil), wrapper.Call{Batch: jpegs(t, "colour.jpg")})
	if e.Error() != "ModuleNotFoundError: No module named 'PIL'" || e.Phase != wrapper.PhaseLoad {
		t.Errorf("%s in phase %s", e, e.Phase)
	}
}

// Records, arguments and bytes need nothing but the interpreter.
func TestBareInterpreter(t *testing.T) {
	if !inEnv(t, "bare") {
		return
	}
	c := &schema.Contract{Predict: schema.Predict{Call: "forms:show", Form: schema.FormRecord}, Columns: plainColumn}
	if got, want := shownAs(t, c, ones(1).Batch), `[{"seen":"{'x': 0}"}]`; got != want {
		t.Errorf("record: got %s, want %s", got, want)
	}
	if got, want := shownAs(t, imageContract(schema.FormBytes, nil), jpegs(t, "colour.jpg")), `[{"seen":"bytes ffd8"}]`; got != want {
		t.Errorf("bytes: got %s, want %s", got, want)
	}
	c = &schema.Contract{Predict: schema.Predict{Call: "bare:answer", Form: schema.FormRecord}, Columns: plainColumn,
		Outputs: outputs(t, "f float32", "i int8", "b bool", "s str", "d date", "t datetime64[ns]", "l list[int64]", "j json")}
	r, err := load(t, c).Predict(ctx, ones(2))
	row := `{"f":0.25,"i":1,"b":true,"s":"é","d":"2024-02-29","t":"2024-02-29 01:02:03.000004Z","l":[1,2],"j":"[1,{\"a\":null}]"}`
	if got, want := shown(t, r, err), "["+row+","+row+"]"; got != want {
		t.Errorf("results:\n got %s\nwant %s", got, want)
	}
	e := fails(t, &schema.Contract{Predict: schema.Predict{Call: "forms:show"}, Columns: plainColumn}, ones(1))
	if e.Error() != "ModuleNotFoundError: No module named 'numpy'" {
		t.Errorf("a frame without pandas: %v", e)
	}
	e = fails(t, &schema.Contract{Predict: schema.Predict{Call: "forms:show", Form: schema.FormArray, DType: "float64"}, Columns: plainColumn}, ones(1))
	if e.Error() != "ModuleNotFoundError: No module named 'numpy'" || e.Phase != wrapper.PhaseLoad {
		t.Errorf("an array without numpy: %v in phase %s", e, e.Phase)
	}
}

// Tensors need torch, and torch does not require numpy.
func TestTensorsWithoutNumpy(t *testing.T) {
	if !inEnv(t, "torch") {
		return
	}
	c := &schema.Contract{
		Predict: schema.Predict{Call: "forms:halves", Form: schema.FormTensor, DType: "float32"}, Columns: plainColumn,
		Outputs: outputs(t, "half float32", "quarter float64"),
	}
	m := load(t, c)
	b := array.NewRecordBuilder(memory.DefaultAllocator, c.InputSchema())
	for rows, want := range []string{`[]`, `[{"half":0.5,"quarter":0.25}]`, `[{"half":0.5,"quarter":0.25},{"half":1,"quarter":0.5}]`} {
		for i := range rows {
			b.Field(0).(*array.Int64Builder).Append(int64(i + 1))
		}
		r, err := m.Predict(ctx, wrapper.Call{Batch: b.NewRecord()})
		if got := shown(t, r, err); got != want {
			t.Errorf("%d rows: got %s, want %s", rows, got, want)
		}
	}
}

// The model sees its environment alone, as python3.8 of that environment does.
func TestEnvironmentOfTheModel(t *testing.T) {
	source, err := os.ReadFile("testdata/sys.py")
	must(err)
	out, err := interp.Run(ctx, wrapper.Script{Name: "sys.py", Source: string(source), Args: json.RawMessage(`{"n": 1}`)})
	if err != nil {
		t.Fatal(trace(err))
	}
	var got struct {
		Executable, Prefix, Encoding string
		Argv                         []string
		Glue                         []string
		Args                         map[string]int
		UserSite                     bool
	}
	must(json.Unmarshal(out, &got))
	venv := interp.(*interpreter).config.Venv
	if got.Executable != venv+"/bin/python" || got.Prefix != venv || got.Encoding != "utf-8" || got.UserSite || got.Args["n"] != 1 {
		t.Errorf("%+v", got)
	}
	if strings.Join(got.Argv, ",") != "" || len(got.Glue) > 0 {
		t.Errorf("argv %q, glue in sys.modules %q", got.Argv, got.Glue)
	}
}

func TestOneInterpreterAProcess(t *testing.T) {
	if _, err := Start(Config{}); err == nil {
		t.Error("a second interpreter was started")
	}
}

func TestScripts(t *testing.T) {
	load(t, &schema.Contract{Predict: schema.Predict{Call: "predict"}, Columns: plainColumn})
	for _, c := range []struct{ file, want string }{{"model.py", `"sample.Model"`}, {"raises.py", ""}} {
		source, err := os.ReadFile("testdata/" + c.file)
		must(err)
		out, err := interp.Run(ctx, wrapper.Script{Name: c.file, Source: string(source)})
		if string(out) != c.want {
			t.Errorf("%s: %s, %v", c.file, out, err)
		}
		var e *wrapper.Exception
		if c.want == "" && (!errors.As(err, &e) || e.Frames[0].File != "raises.py") {
			t.Errorf("%s: %v", c.file, err)
		}
	}
}

func TestLoadArguments(t *testing.T) {
	c := &schema.Contract{
		Load: schema.Load{Call: "sample:create", Arguments: map[string]any{"device": "cpu", "n": int64(3), "r": 0.5, "deep": map[string]any{"list": []any{true, "x"}}},
			Resources: map[string]schema.Resource{"w": {As: "bytes"}, "j": {As: "dict"}, "y": {As: "dict"}, "t": {As: "dict"}, "p": {As: "path"}}},
		Predict: schema.Predict{Call: "sample:resources", Model: "model"},
		Columns: plainColumn, Outputs: outputs(t, "seen str"),
	}
	spec := wrapper.Spec{Contract: c, Enter: func(wrapper.Phase) {}, Resources: map[string]string{
		"w": "testdata/resources/w.bin", "j": "testdata/resources/c.json", "y": "testdata/resources/c.yaml", "t": "testdata/resources/c.toml", "p": "somewhere"}}
	m, err := interp.Load(ctx, spec)
	if err != nil {
		t.Fatal(trace(err))
	}
	defer m.Close()
	r, err := m.Predict(ctx, ones(1))
	got := strings.ReplaceAll(shown(t, r, err), "'", "")
	for _, want := range []string{
		"device: cpu", "n: 3", "r: 0.5", "deep: {list: [True, x]}", `w: b\\x00\\xff`, "p: somewhere",
		"j: {z: 1, a: [1.0, None]}", "y: {z: 1, a: [1.5, None], 3: yes, b: {k: 1, l: 1}, m: {k: 1, l: 2, n: 4}, " +
			// As yaml.safe_load gives it.
			"True: [True, False, no, y, None, 1], n: [1e-3, 0.001, 1.5e3, 10, 31, 1000, 90, -90.5, 0.5, -inf, 09], " +
			"d: [datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 10, 0), datetime.datetime(2024, 2, 29, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))]}", "t: {z: 1, l: [{q: 1, b: 2}], a: {y: 1.5, b: datetime.date(2024, 2, 29)}, r: [{k: {z: 1, c: 2}}]}",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
