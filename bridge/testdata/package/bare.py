"""A model that imports nothing of the environment."""
import datetime


def answer(row):
    return {
        "f": 0.25,
        "i": 1,
        "b": True,
        "s": "é",
        "d": datetime.date(2024, 2, 29),
        "t": datetime.datetime(2024, 2, 29, 1, 2, 3, 4),
        "l": [1, 2],
        "j": [1, {"a": None}],
    }
