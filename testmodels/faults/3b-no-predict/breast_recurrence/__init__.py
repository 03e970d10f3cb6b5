"""Two-year recurrence of node-positive breast cancer.

Example
-------
>>> import breast_recurrence
>>> model = breast_recurrence.load("resources/weights.json")
>>> breast_recurrence.predict(record, model)
"""

from breast_recurrence.model import load, predict as predict_risk

__all__ = ["load", "predict_risk"]
