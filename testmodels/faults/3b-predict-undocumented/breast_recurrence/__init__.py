"""Two-year recurrence of node-positive breast cancer.

Example
-------
>>> import breast_recurrence
>>> model = breast_recurrence.load("resources/weights.json")
>>> breast_recurrence.predict(record, model)
"""

from breast_recurrence import model as _model
from breast_recurrence.model import load

__all__ = ["load", "predict"]


def predict(record, model):
    return _model.predict(record, model)
