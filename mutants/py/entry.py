"""Slips in the entry point and its config: sections 3a and 3d."""

import ast
import re

from handed import edited
from organisation import seeding
from registry import operator


def rename(h, old, new):
    """Give a function or class another name throughout the package."""
    for path in h.modules():
        text = re.sub(rf"(?<=^class ){old}\b|(?<=^def ){old}\b|(?<=^    def ){old}\b", new, path.read_text(), flags=re.M)
        text = re.sub(rf"^from {h.package.name}.* import .*$", lambda m: re.sub(rf"\b{old}\b", new, m.group()), text, flags=re.M)
        path.write_text(re.sub(rf'(?<=__all__ = \[)(.*)"{old}"', rf'\1"{new}"', text))


@operator("load-renamed")
def load_renamed(h):
    return [lambda new=new: rename(h, h.load[1], new) for new in ("load_model", "from_pretrained")]


@operator("predict-renamed")
def predict_renamed(h):
    return [lambda new=new: rename(h, "predict", new) for new in ("predict_risk", "score_batch")]


def docstring(h, place):
    """(module, node) of the docstring of what ``load`` or ``predict`` names."""
    path, name = place
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return path, node.body[0]
    raise KeyError(name)


@operator("load-undocumented")
def load_undocumented(h):
    path, node = docstring(h, h.load)
    return [lambda: take_lines(path, node.lineno, node.end_lineno)]


def take_lines(path, first, last):
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:first - 1] + lines[last:]))


@operator("load-without-example")
def load_without_example(h):
    path, node = docstring(h, h.load)
    lines = path.read_text().splitlines()
    begin = next(n for n in range(node.lineno, node.end_lineno) if lines[n - 1].strip() == "Example")
    return [lambda: take_lines(path, begin - 1, node.end_lineno - 1)]


@operator("load-wants-device")
def load_wants_device(h):
    def add():
        last = h.function(h.load).args.args[-1]
        h.put(h.load[0], last, f"{last.arg}, device")
    return [add]


@operator("config-malformed")
def config_malformed(h):
    config = h.resource("config")
    return (edited(config, r"^  (?=(hidden|dropout):)", "\t")
            + edited(config, r"\}$", "},"))


@operator("config-as-ini")
def config_as_ini(h):
    def change():
        config = h.resource("config")
        known = {"infarct": "hidden = 16 8\ndropout = 0.2\n", "retina": "side = 48\nchannels = 8 16 32\n"}[h.package.name]
        config.with_suffix(".ini").write_text("[network]\n" + known)
        config.unlink()
        h.contract.write_text(h.contract.read_text().replace(config.name, config.stem + ".ini"))
        parse = "json.load(file)" if h.found("json.load(file)") else "yaml.safe_load(file)"
        h.swap(f'{parse}["network"]', "_network(file)")[0]()
        h.append(h.load[0], """
            def _network(file):
                config = configparser.ConfigParser()
                config.read_file(file)
                read = {"hidden": _integers, "channels": _integers, "side": int, "dropout": float}
                return {name: read[name](value) for name, value in config["network"].items()}


            def _integers(text):
                return [int(word) for word in text.split()]
            """, "import configparser")
    return [change]


@operator("documented-config-stale")
def documented_config_stale(h):
    keys = h.swap('config["bands"]["cuts"]', 'config["bands"]["thresholds"]')
    file = edited(h.resource("config"), "^cuts(?= = )", "thresholds")
    return [lambda: (keys[0](), file[0]())] if keys else []


@operator("layer-initialised-after-load")
def layer_initialised_after_load(h):
    return h.swap("return model.eval()", "nn.init.normal_(model.layers[-1].weight, std=0.1)\nreturn model.eval()")


@operator("seed-in-load")
def seed_in_load(h):
    return [lambda: h.prepend(h.load, *seeding(h))]


@operator("warnings-silenced-in-load")
def warnings_silenced_in_load(h):
    return [lambda: h.prepend(h.load, 'warnings.simplefilter("ignore")', "import warnings")]


@operator("environment-set-in-load")
def environment_set_in_load(h):
    return [lambda name=name: h.prepend(h.load, f'os.environ["{name}"] = "1"', "import os")
            for name in ("OMP_NUM_THREADS", "CUDA_LAUNCH_BLOCKING")]


@operator("literal-layer-sizes")
def literal_layer_sizes(h):
    return (h.swaps(("zip([FEATURES] + hidden, hidden)", "zip([10, 16], [16, 8])"), ("([FEATURES] + hidden)[-1]", "8"))
            + h.swaps(("zip([3] + channels, channels)", "zip([3, 8, 16], [8, 16, 32])"), ("channels[-1]", "32")))


@operator("config-ignored")
def config_ignored(h):
    return h.swap('config["bands"]["cuts"]', "[0.1, 0.3]") + h.swap("self.side = side", "self.side = 48")


@operator("config-key-undocumented")
def config_key_undocumented(h):
    read = 'settings = {}\nmodel = {}(**settings["network"])\nmodel.temperature = settings.get("temperature", 1.0)'
    sites = [site for parse, kind in (("yaml.safe_load(file)", "Infarct"), ("json.load(file)", "Retina"))
             for site in h.swap(f'model = {kind}(**{parse}["network"])', read.format(parse, kind))]
    if h.load and "config" in [a.arg for a in h.function(h.load).args.args] and not sites:
        sites.append(lambda: h.prepend(h.load, 'if config.get("horizon_years", 5) != 5:\n    raise ValueError("trained for five years")'))
    return sites
