"""Values of results, one by one, whatever library they are of. Names that are
not defined here are py/look.py's.
"""
import collections.abc
import datetime
import json
import math
import sys


def nanoseconds(c):
    """Of pandas' Timestamp and Timedelta, whose unit may be another."""
    return c.as_unit("ns").value if hasattr(c, "as_unit") else c.value


def micros(delta):
    return delta // datetime.timedelta(microseconds=1)


def is_array(o):
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(o, numpy.ndarray)


def unboxed(o):
    """Containers of libraries as numpy arrays or lists."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(o, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)):
        return unwrapped(o)
    if isinstance(getattr(o, "dtype", None), pandas.api.extensions.ExtensionDtype):
        return of_extension(pandas, o)
    return o.to_numpy()


def of_extension(pandas, o):
    """Of an extension type: an array where it has no missing value, else a list."""
    if hasattr(o.dtype, "numpy_dtype") and not pandas.isna(o).any():
        return o.to_numpy(dtype=o.dtype.numpy_dtype)
    return list(o)


def cells_of(values):
    if is_array(values) and values.ndim == 1:
        return values.tolist() if values.dtype.kind not in "mM" else list(values)
    return list(values)


def scalar(c):
    """numpy's and torch's scalars as Python's."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(c, (numpy.datetime64, numpy.timedelta64)):
        pandas = sys.modules.get("pandas")
        if pandas is None:
            return c.astype("M8[us]" if isinstance(c, numpy.datetime64) else "m8[us]").item()
        return (pandas.Timestamp if isinstance(c, numpy.datetime64) else pandas.Timedelta)(c)
    if is_a(c, "numpy.ma", "MaskedArray") and c.ndim == 0:
        c = unwrapped(c)
    return c.item() if hasattr(c, "item") and getattr(c, "ndim", None) == 0 else c


def is_missing(c, kind):
    if c is None:
        return True
    pandas = sys.modules.get("pandas")
    if pandas is not None and (c is pandas.NaT or c is getattr(pandas, "NA", None)):
        return True
    return isinstance(c, float) and c != c and not kind.startswith("float")


def validity(missing):
    """A byte a row, or None where nothing is missing."""
    if is_array(missing):
        return (~missing).tobytes() if missing.any() else None
    return bytes(not m for m in missing) if any(missing) else None


def contiguous(values):
    return sys.modules["numpy"].ascontiguousarray(values)


UNLISTED = str, bytes, bytearray, memoryview  # sequences that are no lists of values
AS_TEXT = ("datetime", "timedelta"), ("decimal", "Decimal"), ("pathlib", "PurePath"), ("uuid", "UUID")


class NoJSON(Exception):
    """A value that JSON has nothing for."""


def dumped(c):
    return json.dumps(jsonable(c), ensure_ascii=False, separators=(",", ":"))


def members(o):
    named = {str(k): jsonable(v) for k, v in o.items()}
    if len(named) != len(o):
        raise NoJSON("%s of which two keys are one as text" % type(o).__name__)
    return named


def jsonable(o):
    """o of JSON's own types; a number that is not finite is null."""
    if is_a(o, "pandas", "DataFrame") or is_a(o, "pandas", "Series") and list(o.index) != list(range(len(o))):
        raise NoJSON("%s with labels" % type(o).__name__)
    o = unboxed(o)
    if isinstance(o, collections.abc.Mapping):
        return members(o)
    if is_array(o) and o.ndim > 0 or isinstance(o, collections.abc.Sequence) and not isinstance(o, UNLISTED):
        return [jsonable(v) for v in o]
    if getattr(getattr(o, "dtype", None), "names", None):
        return members({n: o[n] for n in o.dtype.names})
    o = scalar(o)
    if o is None or is_missing(o, ""):
        return None
    if isinstance(o, (bool, int, str)):
        return o
    if isinstance(o, float):
        return o if math.isfinite(o) else None
    if hasattr(o, "isoformat"):
        return o.isoformat()
    if any(is_a(o, *kind) for kind in AS_TEXT):
        return str(o)
    if is_a(o, "enum", "Enum"):
        return jsonable(o.value)
    if hasattr(o, "__dict__") and not callable(o):
        return members(vars(o))
    raise NoJSON(type(o).__name__)  # its text would be of no use, or say where it lies in memory
