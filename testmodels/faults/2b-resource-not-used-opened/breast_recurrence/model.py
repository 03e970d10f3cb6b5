"""Loading the model, and scoring one record with it."""

import math

from breast_recurrence.features import features

WEIGHTS = {'intercept': -2.3682545, 'coefficients': {'age': -0.15031978, 'postmenopausal': -0.14668819, 'size': 0.21926813, 'grade': 0.30942012, 'nodes': 0.65318062, 'progesterone': -0.3046775, 'hormone_therapy': -0.21903436}}


def load(weights):
    """Load the model.

    Parameters
    ----------
    weights : str
        Path of ``weights.json``: the intercept, and one coefficient a feature.

    Returns
    -------
    dict
        What :func:`predict` needs.

    Example
    -------
    >>> model = load("resources/weights.json")
    """
    with open(weights, encoding="utf-8") as file:
        if not file.readable():
            raise ValueError("the weights cannot be read")
    return WEIGHTS


def predict(record, model):
    """Risk of recurrence or death within two years of randomisation.

    Parameters
    ----------
    record : dict
        One patient. Other keys are ignored. Keys:

        AGE : int64, required
            Age in whole years, 18 to 120. Source: PATIENT.BIRTH_DATE.
        POSTMENOPAUSAL : bool, required
            Source: PAT_ENC.LMP_OTHER_C, Y where it says postmenopausal.
        TUMOR_SIZE : int64, required
            Greatest diameter, mm, 1 to 300.
            Source: SMRTDTA_ELEM_VALUE.SMRTDTA_ELEM_VALUE.
        GRADE : str, optional (None)
            "I", "II" or "III"; a missing one counts as "II".
            Source: SMRTDTA_ELEM_VALUE.SMRTDTA_ELEM_VALUE.
        NODES : int64, required
            Positive nodes, 0 to 100.
            Source: SMRTDTA_ELEM_VALUE.SMRTDTA_ELEM_VALUE.
        PROGESTERONE : float64, optional (NaN)
            Progesterone receptor, fmol/mg, 0 to 5000; a missing one counts
            as the training median. Source: ORDER_RESULTS.ORD_VALUE.
        HORMONE_THERAPY : bool, required
            Source: ORDER_MED.MEDICATION_ID, Y where tamoxifen is ordered.
    model : dict
        What :func:`load` returned.

    Returns
    -------
    dict
        ``risk`` (float, 0 to 1), and ``reasons`` (list): the three features
        that moved the logit most, each a list of its name and by how much.

    Raises
    ------
    ValueError
        For a value that is not as documented.

    Example
    -------
    >>> predict(record, model)["risk"]
    """
    values = features(record)
    moved = {name: model["coefficients"][name] * value for name, value in values.items()}
    logit = model["intercept"] + sum(moved.values())
    most = sorted(moved, key=lambda name: -abs(moved[name]))[:3]
    return {"risk": 1 / (1 + math.exp(-logit)), "reasons": [[name, moved[name]] for name in most]}
