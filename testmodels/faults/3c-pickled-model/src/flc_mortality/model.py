"""Loading the model, and scoring a frame with it."""

import pickle
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from flc_mortality.columns import check
from flc_mortality.features import features
from flc_mortality.regression import score

BANDS = ["low", "medium", "high"]


class Model(NamedTuple):
    """A loaded model: what :func:`predict` needs, made by :func:`load`."""

    pipeline: Pipeline
    creatinine: float
    cuts: list


def load(weights, config):
    """Load the model.

    Parameters
    ----------
    weights : str
        Path of ``weights.pkl``, the fitted scikit-learn pipeline and the
        median creatinine.
    config : dict
        What ``config.toml`` holds: ``bands.cuts``, the two risks at which
        the band changes, and ``training``, which only ``train.py`` reads.

    Returns
    -------
    Model

    Example
    -------
    >>> model = load("resources/weights.pkl", {"bands": {"cuts": [0.1, 0.3]}})
    """
    with open(weights, "rb") as file:
        fitted = pickle.load(file)
    return Model(fitted["pipeline"], fitted["creatinine_median"], config["bands"]["cuts"])


def predict(frame, model):
    """Risk of death within five years of the specimen.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a specimen. Other columns are ignored. Columns:

        AGE : int64, required
            Age in whole years when the specimen was taken, 50 to 120.
            Source: PATIENT.BIRTH_DATE.
        SEX : str, required
            "F" or "M". Source: PATIENT.SEX_C, as ZC_SEX.ABBR.
        COLLECTED : datetime64[ns], required
            When the specimen was taken, local time, from 1995 on; the model
            uses its year. Source: ORDER_PROC_2.SPECIMN_TAKEN_TIME.
        KAPPA : float64, required
            Serum free light chain, kappa portion, mg/dL, 0.01 to 250.
            Source: ORDER_RESULTS.ORD_VALUE.
        LAMBDA : float64, required
            Serum free light chain, lambda portion, mg/dL, 0.01 to 250.
            Source: ORDER_RESULTS.ORD_VALUE.
        FLC_GROUP : category, required
            Decile of KAPPA + LAMBDA in the reference cohort, the whole
            numbers 1 to 10, ordered. Source: ORDER_RESULTS.ORD_VALUE.
        CREATININE : float64, optional (NaN)
            Serum creatinine, mg/dL, 0.1 to 30; the training median stands
            in for a missing one. Source: ORDER_RESULTS.ORD_VALUE.
        MGUS : bool, required
            Monoclonal gammopathy diagnosed by then.
            Source: PROBLEM_LIST.DX_ID.
    model : Model
        What :func:`load` returned.

    Returns
    -------
    pandas.DataFrame
        ``risk`` (float64, 0 to 1) and ``band`` (str: low, medium or high),
        with the index of ``frame``.

    Raises
    ------
    ValueError
        For a column that is not as documented.

    Example
    -------
    >>> predict(frame, model)["risk"]
    """
    check(frame)
    risk = score(model.pipeline, features(frame, model.creatinine))
    band = np.array(BANDS, dtype=object)[np.digitize(risk, model.cuts)]
    return pd.DataFrame({"risk": risk, "band": band}, index=frame.index)
