"""Train the model, write its weights and examples, print how good it is.

Everything is drawn from the seed below; a second run writes the same bytes.
Run it by ``testmodels/train breast``.
"""

import json
import math
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sksurv.datasets import load_gbsg2

from breast_recurrence import load, predict
from breast_recurrence.features import features

HERE = Path(__file__).parent
SEED = 686
HELD_OUT = 120
HORIZON = 730


def cohort():
    """Return the documented records, and whose cancer came back in time.

    Those last seen well before the horizon are left out.
    """
    table, outcome = load_gbsg2()
    back = outcome["cens"] & (outcome["time"] < HORIZON)
    known = back | (outcome["time"] >= HORIZON)
    records = [record(row) for row in table.itertuples()]
    return [one for one, keep in zip(records, known) if keep], back[known]


def record(row):
    """Rename and retype one row; the README says how each value is made."""
    return {
        "PAT_ENC_CSN_ID": 600000001 + row.Index,
        "AGE": int(row.age),
        "POSTMENOPAUSAL": row.menostat == "Post",
        "TUMOR_SIZE": int(row.tsize),
        "GRADE": row.tgrade,
        "NODES": int(row.pnodes),
        "PROGESTERONE": float(row.progrec),
        "HORMONE_THERAPY": row.horTh == "yes",
    }


def fit(records, back):
    """Fit the regression and return its parameters as plain numbers.

    Eight digits: what lies beyond differs between processors.
    """
    rows = [features(one) for one in records]
    table = np.array([list(row.values()) for row in rows])
    regression = LogisticRegression(tol=1e-10, max_iter=1000).fit(table, back)
    digits = [float(f"{value:.8g}") for value in [*regression.intercept_, *regression.coef_[0]]]
    return {"intercept": digits[0], "coefficients": dict(zip(rows[0], digits[1:]))}


def write_examples(held_out, model):
    """Write golden records with what predict gives for them, as JSON lines."""
    golden = [dict(one) for one in held_out[:20]]
    for one in golden[4::5]:
        one["GRADE"] = None
    for one in golden[2::7]:
        one["PROGESTERONE"] = float("nan")
    scores = [{"PAT_ENC_CSN_ID": one["PAT_ENC_CSN_ID"], **predict(one, model)} for one in golden]
    write_lines("golden.jsonl", [exported(one) for one in golden])
    write_lines("golden.expected.jsonl", scores)
    write_lines("held_out.jsonl", [exported(one) for one in held_out])


def exported(one):
    """Return the record as Epic would export it: Y and N, null."""
    flags = {name: "Y" if one[name] else "N" for name in ["POSTMENOPAUSAL", "HORMONE_THERAPY"]}
    progesterone = None if math.isnan(one["PROGESTERONE"]) else one["PROGESTERONE"]
    return {**one, **flags, "PROGESTERONE": progesterone}


def write_lines(name, records):
    """Write one JSON object a line."""
    text = "".join(json.dumps(one) + "\n" for one in records)
    (HERE / "examples" / name).write_text(text)


def main():
    """Train, write and print."""
    records, back = cohort()
    test, train = np.split(np.random.RandomState(SEED).permutation(len(records)), [HELD_OUT])
    weights = HERE / "resources/weights.json"
    weights.write_text(json.dumps(fit([records[i] for i in train], back[train]), indent=1) + "\n")

    model = load(str(weights))
    held_out = [records[i] for i in test]
    write_examples(held_out, model)
    risk = [predict(one, model)["risk"] for one in held_out]
    print(f"{len(train)} to train, {len(test)} held out, {back[test].sum()} of them came back")
    print(f"held out: AUC {roc_auc_score(back[test], risk):.3f}, "
          f"Brier score {brier_score_loss(back[test], risk):.4f}")


if __name__ == "__main__":
    main()
