"""Train the model, write its weights and examples, print how good it is.

Everything is drawn from the seed below; a second run writes the same bytes.
Run it by ``testmodels/train veterans``.
"""

import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sksurv.datasets import load_veterans_lung_cancer

from veterans_survival import Model

HERE = Path(__file__).parent
WEIGHTS = HERE / "resources/weights.npz"
SEED = 137
HELD_OUT = 40
HORIZONS = {"risk_90_days": 90, "risk_180_days": 180}


def cohort():
    """Return the documented columns, and who died within each horizon.

    Those last seen alive before the longer horizon are left out.
    """
    table, outcome = load_veterans_lung_cancer()
    days = outcome["Survival_in_days"]
    known = outcome["Status"] | (days >= max(HORIZONS.values()))
    died = np.column_stack([outcome["Status"] & (days < horizon) for horizon in HORIZONS.values()])
    return frame(table)[known], died[known]


def frame(table):
    """Rename and retype the data's columns; the README says how each is made."""
    return pd.DataFrame({
        "AGE": table["Age_in_years"],
        "KARNOFSKY": table["Karnofsky_score"],
        "MONTHS": table["Months_from_Diagnosis"],
        "PRIOR_THERAPY": (table["Prior_therapy"] == "yes").astype(float),
    }, dtype=float).set_index(pd.Index(500000001 + np.arange(len(table)), name="PAT_ENC_CSN_ID"))


def fit(values, died):
    """Fit one regression a horizon and return the arrays of the weights.

    Eight digits: what lies beyond differs between processors.
    """
    fitted = [LogisticRegression(tol=1e-10, max_iter=5000).fit(values, column) for column in died.T]
    columns = [np.append(one.intercept_, one.coef_) for one in fitted]
    digits = np.vectorize(lambda value: float(f"{value:.8g}"))
    return {"median": np.median(values, axis=0), "coefficients": digits(np.column_stack(columns))}


def write_npz(arrays):
    """Write the arrays as np.savez does, but without the time of day."""
    with zipfile.ZipFile(WEIGHTS, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(name + ".npy"), content.getvalue())


def write_examples(held_out, model):
    """Write the held-out records, some cells emptied, with what predict gives."""
    position = np.arange(len(held_out))
    golden = held_out.assign(
        KARNOFSKY=held_out["KARNOFSKY"].where(position % 6 != 5),
        MONTHS=held_out["MONTHS"].where(position % 9 != 8),
    )
    scores = pd.DataFrame(model.predict(golden.to_numpy()), index=golden.index, columns=list(HORIZONS))
    golden.to_csv(HERE / "examples/golden.csv")
    scores.to_csv(HERE / "examples/golden.expected.csv", float_format="%.12g")


def main():
    """Train, write and print."""
    rows, died = cohort()
    test, train = np.split(np.random.RandomState(SEED).permutation(len(rows)), [HELD_OUT])
    write_npz(fit(rows.iloc[train].to_numpy(), died[train]))

    model = Model(str(WEIGHTS))
    write_examples(rows.iloc[test], model)
    risks = model.predict(rows.iloc[test].to_numpy())
    print(f"{len(train)} to train, {len(test)} held out")
    for name, happened, risk in zip(HORIZONS, died[test].T, risks.T):
        print(f"held out: {name}: {happened.sum()} died, AUC {roc_auc_score(happened, risk):.3f}")


if __name__ == "__main__":
    main()
