"""Train the model, write its weights and examples, print how good it is.

Everything is drawn from the seed in ``resources/config.toml``; a second run
writes the same bytes. Run it by ``testmodels/train mortality``.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import tomli
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler
from sksurv.datasets import load_flchain

import flc_mortality
from flc_mortality.features import features

HERE = Path(__file__).parent
HOROLOG = pd.Timestamp("1840-12-31")


def cohort(horizon):
    """Return the documented columns, and who died within ``horizon`` days.

    Those last seen alive before the horizon are left out.
    """
    table, outcome = load_flchain()
    days = outcome["futime"].astype(int)
    known = (days >= horizon) | outcome["death"]
    died = outcome["death"] & (days < horizon)
    return frame(table, days)[known].reset_index(drop=True), died[known]


def frame(table, days):
    """Rename and retype the data's columns; the README says how each is made."""
    year = table["sample.yr"].astype(str)
    group = pd.CategoricalDtype(list(range(1, 11)), ordered=True)
    return pd.DataFrame({
        "PAT_ENC_CSN_ID": 900000001 + np.arange(len(table)),
        "AGE": table["age"].astype("int64"),
        "SEX": table["sex"].astype(str).astype(object),
        "COLLECTED": pd.to_datetime(year + "-01-01") + pd.to_timedelta(days % 365, unit="D"),
        "KAPPA": table["kappa"],
        "LAMBDA": table["lambda"],
        "FLC_GROUP": table["flc.grp"].astype("int64").astype(group),
        "CREATININE": table["creatinine"],
        "MGUS": table["mgus"] == "yes",
    })


def fit(train, died, strength):
    """Fit the pipeline and return its parameters as plain numbers."""
    creatinine = train["CREATININE"].median()
    table = features(train, creatinine)
    scaler = StandardScaler().fit(table)
    regression = LogisticRegression(C=strength, tol=1e-10, max_iter=1000)
    regression.fit(scaler.transform(table), died)
    return {
        "creatinine_median": creatinine,
        "mean": rounded(scaler.mean_),
        "scale": rounded(scaler.scale_),
        "coefficients": rounded(regression.coef_[0]),
        "intercept": rounded(regression.intercept_)[0],
        "scikit_learn": "1.3.2",
    }


def rounded(values):
    """Return eight digits of each: what lies beyond differs between processors."""
    return [float(f"{value:.8g}") for value in values]


def records(rows):
    """Return the rows as Epic would export them: day counts, Y/N, tokens."""
    tokens = np.resize(["", "*Unspecified", "TNP"], len(rows))
    creatinine = rows["CREATININE"].astype(str)
    return rows.assign(
        COLLECTED=(rows["COLLECTED"] - HOROLOG).dt.days,
        CREATININE=creatinine.where(rows["CREATININE"].notna(), tokens),
        MGUS=np.where(rows["MGUS"], "Y", "N"),
    ).rename(columns={"COLLECTED": "SPECIMN_TAKEN_TIME", "SEX": "SEX_C"})


def write_examples(held_out, model):
    """Write golden records with what predict gives for them, and a longer file."""
    golden = pd.concat([
        held_out[held_out["MGUS"]].head(3),
        held_out[held_out["CREATININE"].isna()].head(6),
        held_out.head(15),
    ]).drop_duplicates("PAT_ENC_CSN_ID").sort_index()
    scores = flc_mortality.predict(golden, model)
    scores.insert(0, "PAT_ENC_CSN_ID", golden["PAT_ENC_CSN_ID"])
    folder = HERE / "examples"
    records(golden).to_csv(folder / "golden.csv", index=False)
    scores.to_csv(folder / "golden.expected.csv", index=False, float_format="%.9g")
    records(held_out).to_csv(folder / "held_out.csv", index=False)


def main():
    """Train, write and print."""
    config = tomli.loads((HERE / "resources/config.toml").read_text())
    settings = config["training"]
    rows, died = cohort(settings["horizon_days"])
    order = np.random.RandomState(settings["seed"]).permutation(len(rows))
    test, train = np.split(order, [settings["held_out"]])
    fitted = fit(rows.iloc[train], died[train], settings["inverse_regularisation"])
    weights = HERE / "resources/weights.json"
    weights.write_text(json.dumps(fitted, indent=1) + "\n")

    model = flc_mortality.load(str(weights), config)
    held_out = rows.iloc[test].reset_index(drop=True)
    write_examples(held_out, model)
    risk = flc_mortality.predict(held_out, model)["risk"]
    print(f"{len(train)} to train, {len(test)} held out, {died[test].sum()} of them died")
    print(f"held out: AUC {roc_auc_score(died[test], risk):.3f}, "
          f"Brier score {brier_score_loss(died[test], risk):.4f}")


if __name__ == "__main__":
    main()
