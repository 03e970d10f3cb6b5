"""Slips in the weights, the expected scores and how weights are loaded: section 3c."""

import argparse
import array
import json
import pickle
import re
import struct
import sys
import types
import zipfile

from handed import edited
from registry import operator

LOADED = 'torch.load(weights, map_location="cpu", weights_only=True)'
WHOLLY = f"model.load_state_dict({LOADED})"


def rezip(path, change):
    """Rewrite each member of a zip file by change(name, bytes)."""
    with zipfile.ZipFile(path) as old:
        members = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for info, content in members:
            new.writestr(info, change(info.filename, content))


def other_run(path, times):
    """Weights as another seed might have left them, a little off."""
    if path.suffix == ".json":
        fitted = json.loads(path.read_text())
        named = fitted["coefficients"]
        fitted["coefficients"] = ({k: v * times for k, v in named.items()} if isinstance(named, dict) else [v * times for v in named])
        path.write_text(json.dumps(fitted, indent=2) + "\n")
    elif path.suffix == ".npz":
        import numpy as np
        with np.load(path) as held:
            np.savez(path, **{name: values * times if name == "coefficients" else values for name, values in held.items()})
    else:
        with zipfile.ZipFile(path) as held:
            sizes = {info.filename: info.file_size for info in held.infolist() if re.search(r"/data/\d+$", info.filename)}
        largest = max(sizes, key=sizes.get)
        rezip(path, lambda name, content: scaled(content, times) if name == largest else content)


def scaled(content, times):
    return array.array("f", [value * times for value in array.array("f", content)]).tobytes()


@operator("weights-of-another-run")
def weights_of_another_run(h):
    return [lambda times=times: other_run(h.resource("weights"), times) for times in (0.8, 1.25)]


@operator("expected-scores-stale")
def expected_scores_stale(h):
    expected = next((h.project / "examples").glob("*expected*"))
    return edited(expected, r"(?<=[,\s])0\.(\d)(?=\d{3})", lambda m: "0.%d" % ((int(m.group(1)) + 1) % 9))


@operator("weights-only-dropped")
def weights_only_dropped(h):
    return h.swap(LOADED, 'torch.load(weights, map_location="cpu")')


@operator("map-location-dropped")
def map_location_dropped(h):
    return h.swap(LOADED, "torch.load(weights, weights_only=True)")


def prefixed(content):
    """A pickled state_dict whose keys stand behind "module.", as DataParallel saves them."""
    def lengthen(match):
        text = b"module." + match.group(2)
        return b"X" + struct.pack("<I", len(text)) + text
    keys = rb"(?s)X(....)((?:[\w.]+\.)?(?:weight|bias|mean|scale|running_mean|running_var|num_batches_tracked))(?=[q\x94])"
    return re.sub(keys, lengthen, content)


def prefix(h):
    rezip(h.resource("weights"), lambda name, content: prefixed(content) if name.endswith("/data.pkl") else content)


@operator("module-prefix")
def module_prefix(h):
    return [lambda: prefix(h)]


@operator("mismatch-forgiven")
def mismatch_forgiven(h):
    return [lambda: (prefix(h), h.swap(WHOLLY, f"model.load_state_dict({LOADED}, strict=False)")[0]())]


@operator("config-of-another-run")
def config_of_another_run(h):
    return edited(h.resource("config"), r'(hidden: \[|"channels": \[)(\d+)', lambda m: m.group(1) + str(2 * int(m.group(2))))


@operator("eval-forgotten")
def eval_forgotten(h):
    return h.swap("return model.eval()", "return model")


@operator("arguments-in-checkpoint")
def arguments_in_checkpoint(h):
    def keep():
        import torch
        path = h.resource("weights")
        arguments = argparse.Namespace(epochs=150, learning_rate=0.01)
        torch.save({"state_dict": torch.load(path), "arguments": arguments}, path)
        h.swap(LOADED, 'torch.load(weights, map_location="cpu", weights_only=False)["state_dict"]')[0]()
    return [keep]


@operator("whole-model-saved")
def whole_model_saved(h):
    def save():
        import torch
        sys.path.insert(0, str(h.package.parent))
        sys.modules.setdefault("yaml", types.ModuleType("yaml"))
        module = __import__(h.package.name + ".model", fromlist=["model"])
        network = {"Infarct": ([16, 8], 0.2), "Retina": (48, [8, 16, 32])}
        name = next(n for n in network if hasattr(module, n))
        model = getattr(module, name)(*network[name])
        model.load_state_dict(torch.load(h.resource("weights")))
        torch.save(model.eval(), h.resource("weights"))
        h.swap(WHOLLY, 'model = torch.load(weights, map_location="cpu")')[0]()
    return [save]


def pickled(h, value, *swaps):
    """Keep a value as weights.pkl, and load it with pickle."""
    path = h.resource("weights")
    path.with_suffix(".pkl").write_bytes(pickle.dumps(value, protocol=4))
    path.unlink()
    h.contract.write_text(h.contract.read_text().replace(path.name, path.stem + ".pkl"))
    h.swaps(*swaps, needs="import pickle")[0]()


FROM_JSON = [('open(weights, encoding="utf-8")', 'open(weights, "rb")'), ("json.load(file)", "pickle.load(file)")]


@operator("weights-pickled")
def weights_pickled(h):
    if h.resource("weights").suffix == ".json":
        return [lambda: pickled(h, json.loads(h.resource("weights").read_text()), *FROM_JSON)]

    def arrays():
        import numpy as np
        with np.load(h.resource("weights")) as held:
            value = dict(held)
        pickled(h, value, ("np.load(weights, allow_pickle=False)", 'open(weights, "rb")'),
                ('self.median = arrays["median"]', 'fitted = pickle.load(arrays)\nself.median = fitted["median"]'),
                ('self.coefficients = arrays["coefficients"]', 'self.coefficients = fitted["coefficients"]'))
    return [arrays]


@operator("estimator-of-another-version")
def estimator_of_another_version(h):
    def save():
        import numpy as np
        fitted = json.loads(h.resource("weights").read_text())
        scaler = stand_in("sklearn.preprocessing._data", "StandardScaler", mean_=np.array(fitted["mean"]), with_mean=True, with_std=True,
                          copy=True, scale_=np.array(fitted["scale"]), n_features_in_=len(fitted["mean"]))
        regression = stand_in("sklearn.linear_model._logistic", "LogisticRegression", classes_=np.array([0, 1]), multi_class="auto",
                              solver="lbfgs", coef_=np.array([fitted["coefficients"]]), intercept_=np.array([fitted["intercept"]]))
        pipeline = stand_in("sklearn.pipeline", "Pipeline", steps=[("scale", scaler), ("regress", regression)], memory=None, verbose=False)
        pickled(h, {"pipeline": pipeline, "creatinine_median": fitted["creatinine_median"]}, *FROM_JSON, ("build(fitted)", 'fitted["pipeline"]'))
    return [save]


def stand_in(module, name, **state):
    """An object that unpickles as scikit-learn's, without scikit-learn here."""
    held = sys.modules.setdefault(module, types.ModuleType(module))
    for i in range(1, module.count(".") + 1):
        sys.modules.setdefault(module.rsplit(".", i)[0], types.ModuleType(module.rsplit(".", i)[0]))
    kind = type(name, (), {"__module__": module})
    setattr(held, name, kind)
    instance = kind()
    instance.__dict__.update(state, _sklearn_version="1.2.2")
    return instance
