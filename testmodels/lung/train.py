"""Train the model, write it whole, write examples, print how good it is.

Everything is drawn from the seed below; a second run on the same machine
writes the same bytes. On another processor the last digits of float32 sums,
and with them the weights, may differ. Run it by ``testmodels/train lung``.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import brier_score_loss, roc_auc_score

from lung_survival import Lung
from lung_survival.model import features

HERE = Path(__file__).parent
SEED = 228
HELD_OUT = 60
HORIZON = 365
POUND = 0.45359237  # kg, by definition


def cohort():
    """Return the documented columns, and who died within the horizon."""
    # Not load_lung(): in lifelines 0.27.8 it needs Python 3.9.
    package = Path(importlib.util.find_spec("lifelines").origin).parent
    table = pd.read_csv(package / "datasets/lung.csv")
    died = (table["status"] == 1) & (table["time"] < HORIZON)
    known = died | (table["time"] >= HORIZON)
    return frame(table)[known].reset_index(drop=True), died[known].to_numpy()


def frame(table):
    """Rename and retype the data's columns; the README says how each is made."""
    karnofsky = table["pat.karno"].astype("Int64").astype(object)
    return pd.DataFrame({
        "PAT_ENC_CSN_ID": 800000001 + np.arange(len(table)),
        "AGE": table["age"],
        "SEX": table["sex"],
        "ECOG": table["ph.ecog"].astype("Int64"),
        "KARNOFSKY": karnofsky.where(karnofsky.notna(), None),
        "CALORIES": table["meal.cal"],
        "WEIGHT_LOSS": table["wt.loss"] * POUND,
    })


def fit(rows, died):
    """Train on all rows at once and return the model, ready to predict."""
    table = features(rows)
    model = Lung()
    model.mean.copy_(torch.from_numpy(np.nanmean(table.numpy(), axis=0)))
    model.scale.copy_(torch.from_numpy(np.nanstd(table.numpy(), axis=0)))
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02, weight_decay=0.01)
    for _ in range(300):
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(model(table), died).backward()
        optimiser.step()
    return model.eval()


def records(rows):
    """Return the rows as Epic would export them: pounds, whole calories, empty."""
    pounds = (rows["WEIGHT_LOSS"] / POUND).round().astype("Int64")
    return rows.assign(WEIGHT_LOSS=pounds, CALORIES=rows["CALORIES"].astype("Int64"))


def write_examples(held_out, model):
    """Write the held-out records with what predict gives for them."""
    scores = held_out[["PAT_ENC_CSN_ID"]].assign(risk=model.predict(held_out))
    records(held_out).to_csv(HERE / "examples/golden.csv", index=False)
    scores.to_csv(HERE / "examples/golden.expected.csv", index=False, float_format="%.9g")


def main():
    """Train, write and print."""
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    rows, died = cohort()
    test, train = np.split(np.random.RandomState(SEED).permutation(len(rows)), [HELD_OUT])
    model = fit(rows.iloc[train], torch.from_numpy(died[train]).float())
    torch.save(model, HERE / "resources/model.pt")

    model = torch.load(HERE / "resources/model.pt")
    held_out = rows.iloc[test].reset_index(drop=True)
    write_examples(held_out, model)
    risk = model.predict(held_out)
    print(f"{len(train)} to train, {len(test)} held out, {died[test].sum()} of them died")
    print(f"held out: AUC {roc_auc_score(died[test], risk):.3f}, "
          f"Brier score {brier_score_loss(died[test], risk):.4f}")


if __name__ == "__main__":
    main()
