"""Scores a CSV file of admissions as a careful script does, without handoff.

It reads with the dtypes that the model expects, scores batch by batch, and
writes keys and scores. ``score``'s benchmark runs it beside handoff.
"""

import argparse
import multiprocessing
import os

parse = argparse.ArgumentParser()
parse.add_argument("records")
parse.add_argument("output", help=".csv or .parquet")
parse.add_argument("--engine", choices=["c", "pyarrow"], default="c")
parse.add_argument("--batch", type=int, default=65536, help="rows a call of predict")
parse.add_argument("--threads", type=int, default=1, help="of numpy and torch")
parse.add_argument("--processes", type=int, default=1)
parse.add_argument("--hidden", type=int, nargs="*", default=[], help="widths of the network's layers")
options = parse.parse_args()
for library in ["OMP", "OPENBLAS", "MKL"]:  # which read it when they are imported
    os.environ[library + "_NUM_THREADS"] = str(options.threads)

import pandas as pd

import admissions

KEY = "PAT_ENC_CSN_ID"
DTYPES = {
    KEY: "int64",
    **dict.fromkeys(admissions.NUMBERS[:5], "int64"),
    **dict.fromkeys(admissions.NUMBERS[5:], "float64"),
    "COMA_SCALE": "Int64",
    "INTENSIVE_CARE": "bool",
    "VENTILATED": "bool",
    "SEX": pd.CategoricalDtype(admissions.SEX),
    "ADMIT_TYPE": pd.CategoricalDtype(admissions.ADMIT_TYPE),
    "SERVICE": pd.CategoricalDtype(admissions.SERVICE),
    "DIAGNOSIS": "object",
    "UNIT": "object",
}


def batches():
    """Give the records as frames of ``--batch`` rows."""
    how = dict(dtype=DTYPES, parse_dates=["ADMITTED"], engine=options.engine)
    if options.engine == "c":
        yield from pd.read_csv(options.records, chunksize=options.batch, **how)
        return
    frame = pd.read_csv(options.records, **how)  # this engine has no chunks
    for start in range(0, len(frame), options.batch):
        yield frame.iloc[start:start + options.batch]


def load():
    """Load this process's model."""
    global model
    if options.hidden:
        import torch
        torch.set_num_threads(options.threads)
    model = admissions.load(options.hidden)


def score(frame):
    """Give a frame's keys and scores."""
    return pd.DataFrame({KEY: frame[KEY].to_numpy(), "risk": model.predict(frame)})


def scored():
    """Give the keys and scores of all batches, in their order."""
    if options.processes == 1:
        load()
        yield from map(score, batches())
        return
    with multiprocessing.Pool(options.processes, load) as pool:
        yield from pool.imap(score, batches())


def main():
    """Score all records."""
    if options.output.endswith(".parquet"):
        pd.concat(scored()).to_parquet(options.output, index=False)
        return
    with open(options.output, "w", newline="") as file:
        for number, part in enumerate(scored()):
            part.to_csv(file, index=False, header=number == 0)


if __name__ == "__main__":
    main()
