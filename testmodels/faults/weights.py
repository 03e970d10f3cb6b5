"""Write the weights of the fault models of 3c/unsafe-global-in-weights.

They are those of the good models, and in each one value more whose unpickling
calls a harmless function, as an attacker's would call another. A second run
writes the same bytes, but for the legacy file: that format names storages by
their addresses. Run it by ``testmodels/train faults``.
"""

import json
import os
import pickle
from pathlib import Path

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


def main():
    """Write all three."""
    state = torch.load(FAULTS.parent / "infarct/resources/weights.pt", weights_only=True)
    state["trained_in"] = Calls(os.getcwd)
    torch.save(state, resource(NAME, "weights.pt"))
    torch.save(state, resource(NAME + "-legacy", "weights.pt"), _use_new_zipfile_serialization=False)

    weights = json.loads((FAULTS.parent / "breast/resources/weights.json").read_text())
    weights["trained"] = Calls(print, "weights loaded")
    resource(NAME + "-pickle", "weights.pkl").write_bytes(pickle.dumps(weights, protocol=4))


if __name__ == "__main__":
    main()
