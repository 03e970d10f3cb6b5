package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConfigExamples(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string // format:text
	}{
		"fenced":                  {"```yaml\nhidden: 8\n```\n", []string{"yaml:hidden: 8\n"}},
		"fenced in a list":        {"1. Write\n\n   ```json\n   {\"a\": 1}\n   ```\n", []string{"json:{\"a\": 1}\n"}},
		"another language":        {"```bash\nhidden: 8\n```\n", nil},
		"indented":                {"For example::\n\n    hidden: 8\n    rate: 0.1\n\nMore.\n", []string{":hidden: 8\nrate: 0.1\n"}},
		"code block":              {".. code-block:: toml\n\n    hidden = 8\n", []string{"toml:hidden = 8\n"}},
		"call":                    {">>> model = load('w.json', {'cuts': [0.1, 0.3]})\n", []string{`json:{"cuts": [0.1, 0.3]}`}},
		"call over lines":         {">>> load('w.json',\n...      config={'a': 1})\n", []string{`json:{"a": 1}`}},
		"call in a README":        {"```python\nm = pkg.load('w.json', {'a': 1})\n```\n", []string{`json:{"a": 1}`}},
		"call with a path":        {">>> load('w.json', 'config.toml')\n", nil},
		"call with what is known": {">>> load('w.json', {'cuts': CUTS})\n", nil},
		"call of something else":  {">>> dump('w.json', {'a': 1})\n", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			args := map[string]any{"texts": []map[string]string{{"path": "README.md", "text": test.text}}, "function": "load", "parameter": "config", "at": 1}
			var answer struct{ Examples []configExample }
			if err := run(t.Context(), plain{t}, args, &answer, "settings"); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range answer.Examples {
				got = append(got, e.Format+":"+e.Text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExcerptsOfConfigs(t *testing.T) {
	actual := settingsOf("toml", []byte("[network]\nhidden = [8]\nrate = 0.1\n"))
	for text, want := range map[string]bool{
		"[network]\nhidden = [4]\n":             true,
		"[network]\nhidden = [4]\nrate = 0.2\n": false,
		"[network]\nwidths = [4]\n":             false,
	} {
		if got := (configExample{Text: text}).isExcerpt("toml", actual); got != want {
			t.Errorf("%q: an excerpt: %v, want %v", text, got, want)
		}
	}
}
