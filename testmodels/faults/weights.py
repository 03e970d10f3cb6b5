"""Write the weights of the fault models of 3c.

That of 3c/whole-model-pickled is infarct's network itself. Those of
3c/unsafe-global-in-weights are those of the good models, and in each one
value more whose unpickling calls a harmless function, as an attacker's would
call another. A second run writes the same bytes, but for the legacy file:
that format names storages by their addresses. Run it by
``testmodels/train faults``.
"""

import json
import os
import pickle
import sys
import types
from pathlib import Path

import numpy as np
import torch

FAULTS = Path(__file__).parent
NAME = "3c-unsafe-global-in-weights"


class Calls:
    """A value that is pickled as a call of ``function``."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def resource(fault, name):
    """Return the path of a fault model's resource; its folder is made."""
    folder = FAULTS / fault / "resources"
    folder.mkdir(exist_ok=True)
    return folder / name


def stand_in(version, module, name, **state):
    """Return what unpickles as an object of that version of scikit-learn, made without it."""
    for part in range(1, module.count(".") + 2):
        parent = ".".join(module.split(".")[:part])
        sys.modules.setdefault(parent, types.ModuleType(parent))
    kind = type(name, (), {"__module__": module})
    setattr(sys.modules[module], name, kind)
    made = kind()
    made.__dict__.update(state, _sklearn_version=version)
    return made


def pipeline(fitted, version):
    """Return mortality's pipeline as that version of scikit-learn would have pickled it."""
    scaler = stand_in(version, "sklearn.preprocessing._data", "StandardScaler", with_mean=True, with_std=True, copy=True,
                      mean_=np.array(fitted["mean"]), scale_=np.array(fitted["scale"]), n_features_in_=len(fitted["mean"]))
    regression = stand_in(version, "sklearn.linear_model._logistic", "LogisticRegression", classes_=np.array([0, 1]), multi_class="auto",
                          solver="lbfgs", coef_=np.array([fitted["coefficients"]]), intercept_=np.array([fitted["intercept"]]))
    return stand_in(version, "sklearn.pipeline", "Pipeline", steps=[("scale", scaler), ("regress", regression)], memory=None, verbose=False)


def network(state):
    """Return infarct's network with its weights."""
    sys.path.insert(0, str(FAULTS.parent / "infarct/src"))
    sys.modules.setdefault("yaml", types.ModuleType("yaml"))  # for its config, which is not read here
    from infarct import Infarct

    made = Infarct(hidden=[16, 8], dropout=0.2)
    made.load_state_dict(state)
    return made.eval()


def main():
    """Write all."""
    state = torch.load(FAULTS.parent / "infarct/resources/weights.pt", weights_only=True)
    torch.save(network(state), resource("3c-whole-model-pickled", "weights.pt"))
    state["trained_in"] = Calls(os.getcwd)
    torch.save(state, resource(NAME, "weights.pt"))
    torch.save(state, resource(NAME + "-legacy", "weights.pt"), _use_new_zipfile_serialization=False)

    weights = json.loads((FAULTS.parent / "breast/resources/weights.json").read_text())
    weights["trained"] = Calls(print, "weights loaded")
    resource(NAME + "-pickle", "weights.pkl").write_bytes(pickle.dumps(weights, protocol=4))

    fitted = json.loads((FAULTS.parent / "mortality/resources/weights.json").read_text())
    for fault, version in [("3c-pickled-model", "1.3.2"), ("3c-pickled-by-other-version", "1.2.2")]:
        pickled = {"pipeline": pipeline(fitted, version), "creatinine_median": fitted["creatinine_median"]}
        resource(fault, "weights.pkl").write_bytes(pickle.dumps(pickled, protocol=4))


if __name__ == "__main__":
    main()
