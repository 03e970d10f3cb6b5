"""Make slips in a model's folder.

    mutate.py                           prints the names of all operators
    mutate.py FOLDER OPERATOR...        prints what each would find
    mutate.py --seed N FOLDER OPERATOR  makes the slip, and prints the same

FOLDER is the caller's own copy of a good model; it holds handoff.toml. What
an operator finds is {"sites": n} and, where that is none and why is known,
"equivalent".
"""

import argparse
import json
import random
import sys

import columns, contract, docs, entry, fresh, images, organisation  # noqa: they register their operators
import packaging, python38, results, rows, safety, values, weights  # noqa
from handed import Handed
from registry import OPERATORS, Equivalent


def slip(folder, name, seed):
    try:
        sites = list(OPERATORS[name](Handed(folder)))
    except Equivalent as why:
        return {"sites": 0, "equivalent": str(why)}
    if sites and seed is not None:
        random.Random(seed).choice(sites)()
    return {"sites": len(sites)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("operators", nargs="*")
    given = parser.parse_args()
    if not given.folder:
        return sorted(OPERATORS)
    return {name: slip(given.folder, name, given.seed) for name in given.operators}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
