"""What a frame must hold before anything is computed from it."""

from typing import NamedTuple, Optional

import pandas as pd
from pandas.api import types


class Column(NamedTuple):
    """One input column: what its dtype must be, and what its values may be."""

    is_dtype: object
    low: Optional[float] = None
    high: Optional[float] = None
    values: Optional[frozenset] = None
    nullable: bool = False


COLUMNS = {
    "AGE": Column(types.is_float_dtype, 50, 120),
    "SEX": Column(types.is_object_dtype, values=frozenset(["F", "M"])),
    "COLLECTED": Column(
        types.is_datetime64_any_dtype, pd.Timestamp("1995-01-01"), pd.Timestamp("2099-12-31")
    ),
    "KAPPA": Column(types.is_float_dtype, 0.01, 250),
    "LAMBDA": Column(types.is_float_dtype, 0.01, 250),
    "FLC_GROUP": Column(
        lambda dtype: isinstance(dtype, pd.CategoricalDtype), values=frozenset(range(1, 11))
    ),
    "CREATININE": Column(types.is_float_dtype, 0.1, 30, nullable=True),
    "MGUS": Column(types.is_bool_dtype),
}


def check(frame):
    """Raise ValueError for the first column that is not as documented.

    A message names the column and never a value: values are patients'.
    """
    for name, column in COLUMNS.items():
        if name not in frame:
            raise ValueError(f"column {name} is missing")
        _check_column(name, column, frame[name])


def _check_column(name, column, values):
    if not column.is_dtype(values.dtype):
        raise ValueError(f"column {name} has dtype {values.dtype}, which is not the documented one")
    if not column.nullable and values.isna().any():
        raise ValueError(f"column {name} may not be missing")
    present = values.dropna()
    if column.low is not None and not present.between(column.low, column.high).all():
        raise ValueError(f"column {name} must be from {column.low} to {column.high}")
    if column.values is not None and not present.isin(column.values).all():
        raise ValueError(f"column {name} must be one of {sorted(column.values)}")
