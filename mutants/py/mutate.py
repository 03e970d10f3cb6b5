"""Make one slip in a model's folder.

    mutate.py FOLDER OPERATOR SEED

FOLDER is the caller's own copy of a good model; it holds handoff.toml. Prints
{"sites": n} and, where the model has none and why that is known,
"equivalent". mutate.py alone prints the names of all operators.
"""

import json
import random
import sys

import columns, contract, docs, entry, images, organisation, packaging, results, rows, safety, values, weights  # noqa
from handed import Handed
from registry import OPERATORS, Equivalent


def main(arguments):
    if not arguments:
        return sorted(OPERATORS)
    folder, name, seed = arguments
    try:
        sites = list(OPERATORS[name](Handed(folder)))
        if sites:
            random.Random(int(seed)).choice(sites)()
    except Equivalent as why:
        return {"sites": 0, "equivalent": str(why)}
    return {"sites": len(sites)}


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout)
