package check

import (
	"fmt"
	"slices"
	"testing"
)

func TestUses(t *testing.T) {
	tests := map[string]struct {
		code string
		want []string // kind what:line
	}{
		"name of a module":        {"from functools import cache, lru_cache", []string{"newer functools.cache:1"}},
		"attribute":               {"import math as m\nm.lcm(2, 3)\nm.sqrt(2)", []string{"newer math.lcm:2"}},
		"of a class":              {"from pathlib import Path\nPath.is_relative_to", []string{"newer pathlib.Path.is_relative_to:2"}},
		"module":                  {"import zoneinfo", []string{"newer-module zoneinfo:1"}},
		"submodule":               {"import importlib.metadata, os.path\nfrom importlib import resources\nfrom xml import etree", nil},
		"guarded":                 {"try:\n    from functools import cache\nexcept ImportError:\n    cache = None", nil},
		"if there":                {"import math\nlcm = math.lcm if hasattr(math, 'lcm') else None", nil},
		"for a later Python":      {"import math, sys\nif sys.version_info >= (3, 9):\n    math.lcm", nil},
		"shadowed":                {"def f(math):\n    return math.lcm", nil},
		"own copy":                {"import math\nmath = object()\nmath.lcm", nil},
		"text":                    {"def f(x):\n    s = str(x)\n    return s.strip().removeprefix('a')", []string{"newer str.removeprefix:3"}},
		"annotated text":          {"def f(s: str):\n    return s.removesuffix('a')", []string{"newer str.removesuffix:2"}},
		"of unknown type":         {"def f(s):\n    return s.removesuffix('a').stripped()", []string{"newer-method removesuffix:2"}},
		"of unknown type, asked":  {"def f(s):\n    return s.removesuffix('a') if hasattr(s, 'removesuffix') else s", nil},
		"bound again":             {"def f(s: str):\n    s = g(s)\n    return s.removesuffix('a')", []string{"newer-method removesuffix:3"}},
		"each text":               {"for s in ['a', 'b']:\n    s.removeprefix('a')", []string{"newer str.removeprefix:2"}},
		"list is no text":         {"s = ['a', 'b']\ns.append('c')", nil},
		"changed elsewhere":       {"s = 'a'\ndef f():\n    global s\n    s = g()\n    return s.foo", nil},
		"generic":                 {"def f(x: list[int]) -> dict[str, int]: pass", []string{"newer list[...]:1", "newer dict[...]:1"}},
		"postponed generic":       {"from __future__ import annotations\ndef f(x: list[int]): pass", nil},
		"variable in a function":  {"def f():\n    x: list[int] = []", nil},
		"typing":                  {"from typing import List\ndef f(x: List[int]): pass", nil},
		"union":                   {"def f(x: int | None): pass", []string{"newer a union of types by |:1"}},
		"flags":                   {"import re\nre.I | re.M\n1 | 2", nil},
		"dictionaries":            {"a = {}\nb = a | {'x': 1}", []string{"newer dict | dict:2"}},
		"sets":                    {"a = set()\nb = a | {1}", []string{"hash set:1", "hash a set:2"}},
		"parameter":               {"from dataclasses import dataclass\n@dataclass(slots=True)\nclass A: pass", []string{"newer dataclass(slots=...):2"}},
		"strict zip":              {"zip([], [], strict=True)", []string{"newer zip(strict=...):1"}},
		"arguments of a program":  {"import sys\nsys.argv, sys.ps1", nil},
		"authors' path":           {"open('/home/ada/w.json')", []string{"path '/home/ada/w.json':1"}},
		"home":                    {"from pathlib import Path\nPath.home() / 'w'", []string{"path pathlib.Path.home():2"}},
		"kernel's path":           {"open('/proc/meminfo')", nil},
		"path of a program":       {"if __name__ == '__main__':\n    open('/home/ada/w.json')", nil},
		"relative path":           {"open('w.json')\n'/'.join(['a', 'b'])", nil},
		"today":                   {"from datetime import date\nif date.today().year > 3000: pass", []string{"clock datetime.date.today:2"}},
		"logged date":             {"import logging, datetime\nlogging.info('%s', datetime.datetime.now())", nil},
		"now by name":             {"import pandas as pd\npd.to_datetime('today')\npd.to_datetime(frame['X'])", []string{"clock pandas.to_datetime:2"}},
		"variable":                {"import os\nos.environ['X'], os.getenv('Y'), os.environ.get('Z')\nos.environ['W'] = '1'", []string{"variable X:2", "variable Y:2", "variable Z:2", "sets environ:3"}},
		"torch.load":              {"import torch\ntorch.load(p)", []string{"torch-load torch.load without weights_only=True:2", "map-location torch.load without map_location:2"}},
		"torch.load in full":      {"import torch\ntorch.load(p, 'cpu', weights_only=True)", nil},
		"widths of layers":        {"from torch import nn\nnn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 1))", []string{"layer Linear with 64:2"}},
		"widths in a loop":        {"from torch import nn\ndef f():\n    for a, b in zip([12, 16], [16, 8]):\n        nn.Linear(a, b)", []string{"layer Linear with 16:4"}},
		"widths, several":         {"import torch.nn as nn\nnn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.LSTM(8, 32), nn.Dropout(p=0.2))", []string{"layer Conv2d with 8, and 2 more:2"}},
		"widths given":            {"from torch import nn\ndef f(hidden, rate):\n    return nn.Sequential(nn.Linear(12, hidden), nn.Linear(hidden, 2), nn.Dropout(rate), nn.Conv2d(3, hidden, 3))", nil},
		"width of data":           {"from torch import nn\ndef f(n):\n    return nn.Linear(2048, 5)", nil},
		"torch.load, not certain": {"import torch\ntorch.load(p, **options)", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, u := range factsOf(t, module{Name: "p.m", Path: "p/m.py", Text: []byte(test.code)}).Uses {
				got = append(got, fmt.Sprintf("%s %s:%d", u.Kind, u.What, u.Line))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("uses %q, want %q", got, test.want)
			}
		})
	}
}
