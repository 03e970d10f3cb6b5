"""Scores a folder of photographs as a careful script does, without handoff.

One loop in one process: PIL opens each, the model of testmodels/retina scores
it. ``score``'s benchmark runs it beside handoff.
"""

import argparse
import csv
from pathlib import Path

import torch
from PIL import Image

from retina import load

parse = argparse.ArgumentParser()
parse.add_argument("folder", type=Path)
parse.add_argument("output")
parse.add_argument("--resources", type=Path, required=True)
parse.add_argument("--threads", type=int, default=1, help="of torch")
options = parse.parse_args()


def main():
    """Score all photographs."""
    torch.set_num_threads(options.threads)
    model = load(options.resources / "weights.pt", options.resources / "config.json")
    with open(options.output, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "probability", "label"])
        for path in sorted(options.folder.iterdir()):
            with Image.open(path) as photograph:
                scores = model.predict(photograph)
            out.writerow([path.name, scores["probability"], scores["label"]])


if __name__ == "__main__":
    main()
