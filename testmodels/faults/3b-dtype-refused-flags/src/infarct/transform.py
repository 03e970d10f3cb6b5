"""From the documented columns to the network's features."""

import numpy as np
import torch
from pandas import CategoricalDtype
from pandas.api import types

FEATURES = 10

_RANGES = {
    "AGE": (types.is_integer_dtype, 18, 120),
    "HEART_RATE": (types.is_float_dtype, 20, 300),
    "SYSTOLIC": (types.is_integer_dtype, 30, 300),
    "DIASTOLIC": (types.is_integer_dtype, 0, 250),
    "BMI": (types.is_float_dtype, 10, 90),
}
_NAMES = {"SEX": ["Male", "Female"], "MI_TYPE": ["non-Q-wave", "Q-wave"]}
_FLAGS = ["SHOCK", "HEART_FAILURE", "FIBRILLATION"]
_NULLABLE = ["BMI", "MI_TYPE"]


def transform(frame):
    """Make the features, one row a row of ``frame``.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns that :meth:`infarct.Infarct.predict` documents.

    Returns
    -------
    torch.Tensor
        float32, shape (rows, ``FEATURES``); a missing BMI is NaN.

    Raises
    ------
    ValueError
        For a column that is not as documented; values are not shown.
    """
    columns = [_number(frame[name], *limits) for name, limits in _RANGES.items()]
    columns += [_second(frame[name], *names) for name, names in _NAMES.items()]
    columns += [_flag(frame[name]) for name in _FLAGS]
    return torch.from_numpy(np.column_stack(columns).astype(np.float32))


def _number(values, is_dtype, low, high):
    _refuse(values, not is_dtype(values.dtype), f"dtype {values.dtype} is not the documented one")
    _refuse_null(values)
    outside = not values.dropna().between(low, high).all()
    _refuse(values, outside, f"values must be from {low} to {high}")
    return values.to_numpy()


def _second(values, first, second):
    """Return 1 for the second name, 0 for the first, a half where missing."""
    text = isinstance(values.dtype, CategoricalDtype) or values.dtype == object
    _refuse(values, not text, f"dtype {values.dtype} is not the documented one")
    _refuse_null(values)
    _refuse(values, not values.dropna().isin([first, second]).all(), f"values must be {first} or {second}")
    return np.where(values.isna(), 0.5, values == second)


def _flag(values):
    _refuse(values, values.dtype != "int64", f"dtype {values.dtype} is not int64")
    return values.to_numpy()


def _refuse_null(values):
    _refuse(values, values.name not in _NULLABLE and values.isna().any(), "may not be missing")


def _refuse(values, wrong, why):
    if wrong:
        raise ValueError(f"column {values.name}: {why}")
