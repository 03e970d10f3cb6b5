package check

import (
	"fmt"
	"strings"
	"testing"

	"handoff/schema"
)

// imageModel is the head of a module m whose class M has a small network.
const imageModel = `
import io
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torchvision import transforms
from torchvision.transforms import functional as TF
MEAN = torch.tensor([0.5])
class M(nn.Module):
    def __init__(self, side):
        super().__init__()
        self.side = side
        self.net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten())
        self.steps = transforms.Compose([transforms.Resize(side), transforms.ToTensor()])
        self.scripted = nn.Sequential(transforms.Resize(side), transforms.Normalize(0, 1))
        self.first = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 8, 3))
    def forward(self, x):
        return self.net(x)
def load(weights):
    model = M(32)
    model.load_state_dict(torch.load(weights))
    return model.eval()
`

func TestUsesOfInput(t *testing.T) {
	tests := map[string]struct {
		predict string // the body of m's function predict(model, x), behind imageModel
		more    string // what stands in m behind it
		want    string // tensor, raw: told; spread: in so many places; "?" in place of each where not known
	}{
		"straight to the network":   {"return model(x[None])", "", "tensor raw"},
		"as one of a batch":         {"return torch.sigmoid(model(torch.stack([x]))).item()", "", "tensor raw"},
		"checked":                   {"if x.dtype != torch.float32 or x.shape != (3, 32, 32):\n    raise ValueError(x.shape)\nreturn model(x.unsqueeze(0))", "", "tensor raw"},
		"asked whether a tensor":    {"if not isinstance(x, torch.Tensor):\n    raise TypeError('a tensor')\nreturn model(x)", "", "tensor raw"},
		"without the method":        {"with torch.no_grad():\n    return model.net(x)", "", "tensor raw"},
		"scaled by hand":            {"x = x.float() / 255\nreturn model(x[None])", "", "tensor"},
		"scaled in place":           {"x = x.float()\nx /= 255\nreturn model(x[None])", "", "tensor"},
		"resized":                   {"return model(F.interpolate(x[None], size=32))", "", "tensor"},
		"normalised by torchvision": {"return model(TF.normalize(x, [0.5], [0.5])[None])", "", "tensor"},
		"scripted steps":            {"return model(model.scripted(x))", "", "tensor"},
		"first layer normalises":    {"return model.first(x)", "", "tensor"},
		"a helper scales":           {"return model(scaled(x))", "def scaled(x):\n    return x.float().sub(MEAN)", "tensor"},
		"loop":                      {"made = []\nfor one in x:\n    made.append(TF.resize(one, 32))\nreturn model(torch.stack(made))", "", "tensor"},
		"array taken too":           {"x = torch.as_tensor(x)\nreturn model(x)", "", "raw"},
		"image taken too":           {"if isinstance(x, Image.Image):\n    x = TF.pil_to_tensor(x)\nreturn model(x)", "", "raw"},
		"bytes":                     {"image = Image.open(io.BytesIO(x)).convert('RGB')\nreturn model(model.steps(image)[None])", "", ""},
		"bytes inline":              {"image = Image.open(io.BytesIO(x)).resize((32, 32))\nx = np.asarray(image) / 255\nreturn model(torch.from_numpy(x).permute(2, 0, 1)[None])", "", ""},
		"opened in with":            {"with Image.open(io.BytesIO(x)) as image:\n    return model(model.steps(image)[None])", "", ""},
		"helpers in a row":          {"return model(scaled(resized(x)))", "def resized(x):\n    return TF.resize(x, 32)\ndef scaled(x):\n    return x / 255", "tensor"},
		"helper of a helper":        {"return model(prepared(x))", "def prepared(x):\n    return resized(x) / 255\ndef resized(x):\n    return TF.resize(x, 32)", "tensor"},
		"part in predict":           {"return model(model.steps(x)[None] / 255)", "", "spread 2"},
		"part of an image":          {"x = x.resize((64, 64))\nreturn model(model.steps(x)[None])", "", "spread 2"},
		"channels in predict":       {"return model(resized(x).expand(3, -1, -1)[None])", "def resized(x):\n    return TF.resize(x, 32)", "tensor spread 2"},
		"device and batch alone":    {"x = model.steps(x).to('cpu', non_blocking=True).unsqueeze(0)\nreturn model(x)", "", ""},
		"by a constant":             {"return model(STEPS(x)[None])", "STEPS = transforms.Compose([transforms.ToTensor()])", ""},
		"part in the network":       {"return N()(model.steps(x)[None])", "class N(nn.Module):\n    def __init__(self):\n        self.conv = nn.Conv2d(3, 8, 3)\n    def forward(self, x):\n        return self.conv((x - MEAN) / 0.2)", "spread 2"},
		"network pads":              {"return N()(model.steps(x)[None])", "class N(nn.Module):\n    def __init__(self):\n        self.conv = nn.Conv2d(3, 8, 3)\n    def forward(self, x):\n        return self.conv(F.pad(x, (0, 1)))", ""},
		"code of others":            {"return others(x)", "from lib import others", "? ? ?"},
		"session":                   {"return SESSION.run(None, {'x': prepared(x)})", "import onnxruntime\nSESSION = onnxruntime.InferenceSession('m')\ndef prepared(x):\n    return resized(x) / 255\ndef resized(x):\n    return TF.resize(x, 32)", "?"},
		"transform that was given":  {"return model(model.transform(x)[None])", "", "?"},
		"recursion":                 {"return predict(model, x)", "", "? ? ?"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := toldOfInput(t, test.predict, test.more); got != test.want {
				t.Errorf("told %q, want %q", got, test.want)
			}
		})
	}
}

func toldOfInput(t *testing.T, predict, more string) string {
	t.Helper()
	code := imageModel + "def predict(model, x):\n    " + strings.ReplaceAll(predict, "\n", "\n    ") + "\n" + more
	c := &schema.Contract{Load: schema.Load{Call: "m:load"}, Predict: schema.Predict{Call: "m:predict", Model: "model", Form: schema.FormTensor}}
	uses, err := readInput(t.Context(), plain{t}, c, &source{modules: []module{{Name: "m", Path: "m.py", Text: []byte(code)}}})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(strings.Join([]string{wordFor("tensor", uses.Tensor), wordFor("raw", uses.Unprepared), countOf(uses.Spread)}, ""))
}

func wordFor(word string, use *useOfInput) string {
	switch {
	case use == nil:
		return "? "
	case use.Path == "":
		return ""
	}
	return word + " "
}

func countOf(steps []useOfInput) string {
	switch {
	case steps == nil:
		return "?"
	case len(steps) < 2:
		return ""
	}
	return fmt.Sprintf("spread %d", len(steps))
}
