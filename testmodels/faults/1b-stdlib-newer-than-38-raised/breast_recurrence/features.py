"""From one documented record to the numbers the regression takes."""

import math

GRADES = {"I": 1, "II": 2, "III": 3, None: 2}
PROGESTERONE = 33.0  # training median, fmol/mg


def features(record):
    """Make the features of one record.

    Parameters
    ----------
    record : dict
        The keys that :func:`breast_recurrence.predict` documents.

    Returns
    -------
    dict
        Each feature's value, float.
    """
    return {
        "age": (_whole(record, "AGE", 18, 120) - 50) / 10,
        "postmenopausal": _flag(record, "POSTMENOPAUSAL"),
        "size": math.log(_whole(record, "TUMOR_SIZE", 1, 300)),
        "grade": _grade(record),
        "nodes": math.log1p(_whole(record, "NODES", 0, 100)),
        "progesterone": math.log1p(_progesterone(record)),
        "hormone_therapy": _flag(record, "HORMONE_THERAPY"),
    }


def _whole(record, name, low, high):
    value = record[name]
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} must be an int from {low} to {high}")
    return value


def _progesterone(record):
    value = record["PROGESTERONE"]
    if type(value) is not float or value < 0 or value > 5000:
        raise ValueError("PROGESTERONE must be a float from 0 to 5000, or NaN")
    return PROGESTERONE if math.isnan(value) else value


def _flag(record, name):
    if type(record[name]) is not bool:
        raise ValueError(f"{name} must be True or False")
    return float(record[name])


def _grade(record):
    if record["GRADE"] not in GRADES:
        raise ValueError("GRADE must be I, II, III or None")
    grade = record["GRADE"]
    return float(GRADES[grade and grade.removeprefix("G")])
