"""A column of a result as the buffers of an Arrow array.

A column is a list, a numpy array, a pandas Series or one of pandas' arrays.
Values convert where nothing is lost: numbers to numbers whose value survives,
float64 to float32 by rounding. bool is no number, and a number no text.
None, pandas' NA and NaT are null; NaN is a value of a float and null elsewhere.
"""
import datetime
import itertools
import json
import math
import numbers
import sys
from array import array

EPOCH = datetime.datetime(1970, 1, 1)
UTC_EPOCH = EPOCH.replace(tzinfo=datetime.timezone.utc)
CODES = {
    "int8": "b", "int16": "h", "int32": "i", "int64": "q",
    "uint8": "B", "uint16": "H", "uint32": "I", "uint64": "Q",
    "float32": "f", "float64": "d", "bool": "b",
    "date": "i", "datetime": "q", "timedelta": "q",
}  # fmt: skip
TIMES = "datetime", "date", "timedelta"


class Unfit(Exception):
    """The values are not of the declared dtype."""

    def __init__(self, output, got):
        super().__init__(got)
        self.handoff_refused = {"Reason": "dtype", "Output": output["name"], "Declared": output["dtype"], "Got": got}


def encode(output, kind, elem, values):
    """(validity or None, buffer...) of the values; a list's last is a tuple
    again. kind and elem are names of schema.Kind in short."""
    return Encoder(output, kind, elem).encode(values)


class Encoder:
    def __init__(self, output, kind, elem):
        self.output, self.kind, self.elem = output, kind, elem

    def encode(self, values):
        values = unboxed(values)
        if self.kind == "list":
            return self.lists(values)
        if is_array(values) and values.dtype.kind in "biufmM" and values.ndim == 1 and self.kind in CODES:
            return self.array(values)
        return self.cells(cells_of(values))

    def unfit(self, got):
        raise Unfit(self.output, got)

    # Arrays of numpy's, without a step per cell.

    def array(self, values):
        np, kind = sys.modules["numpy"], values.dtype.kind
        if self.kind in TIMES:
            return self.times(np, values)
        target = np.dtype(self.kind)
        if (kind == "b") != (target.kind == "b"):
            self.unfit(values.dtype.name)
        if target.kind == "f":
            return self.floats(np, values, target)
        if kind == "f":
            return self.whole(np, values, target)
        return None, self.exact(values, target)

    def exact(self, values, target):
        with_target = values.astype(target)
        if not (with_target == values).all() or ((with_target < 0) != (values < 0)).any():
            self.unfit("%s that does not fit" % values.dtype.name)
        return contiguous(with_target)

    def floats(self, np, values, target):
        if values.dtype.kind in "iu":
            if (values.astype(target).astype(object) != values.astype(object)).any():
                self.unfit("%s that does not fit" % values.dtype.name)
            return None, contiguous(values.astype(target))
        with np.errstate(over="ignore"):
            rounded = values.astype(target)
        if (np.isinf(rounded) & ~np.isinf(values)).any():
            self.unfit("%s that does not fit" % values.dtype.name)
        return None, contiguous(rounded)

    def whole(self, np, values, target):
        missing = np.isnan(values)
        filled = np.where(missing, 0, values)
        limits = np.iinfo(target)
        if not (np.isfinite(filled) & (filled == np.trunc(filled))).all():
            self.unfit("%s with a fraction" % values.dtype.name)
        if not ((filled >= float(limits.min)) & (filled < float(limits.max) + 1)).all():
            self.unfit("%s that does not fit" % values.dtype.name)
        return validity(missing), contiguous(filled.astype(target))

    def times(self, np, values):
        unit = "m8[ns]" if self.kind == "timedelta" else "M8[D]" if self.kind == "date" else "M8[ns]"
        if values.dtype.kind != unit[0] or self.output["zone"]:
            self.unfit(values.dtype.name)
        missing = np.isnat(values)
        filled = np.where(missing, np.zeros(1, values.dtype), values)
        kept = filled.astype(unit)
        if not (kept.astype(values.dtype) == filled).all():
            self.unfit("%s that does not fit" % values.dtype.name)
        return validity(missing), contiguous(kept.view("int64").astype("int32" if self.kind == "date" else "int64"))

    # Anything else, value by value.

    def cells(self, cells):
        cells = [None if is_missing(c, self.kind) else scalar(c) for c in cells]
        missing = [c is None for c in cells]
        if self.kind == "json":
            cells = ["" if m else dumped(c) for c, m in zip(cells, missing)]
        if self.kind in ("str", "json"):
            return (validity(missing), *self.texts(cells))
        convert = getattr(self, "cell_" + self.kind, self.cell_number)
        try:
            return validity(missing), array(CODES[self.kind], [0 if c is None else convert(c) for c in cells])
        except OverflowError:
            self.unfit("numbers that do not fit")

    def texts(self, cells):
        for c in cells:
            if not isinstance(c, (str, type(None))):
                self.unfit(type(c).__name__)
        try:
            encoded = [b"" if c is None else c.encode() for c in cells]
        except UnicodeEncodeError:
            self.unfit("str with a lone surrogate")
        return array("i", itertools.accumulate(map(len, encoded), initial=0)), b"".join(encoded)

    def lists(self, values):
        if is_array(values) and values.ndim == 2:
            rows, width = values.shape
            missing, lengths, items = [], [width] * rows, values.reshape(-1)
        else:
            cells = [unboxed(c) for c in cells_of(values)]
            missing = [c is None for c in cells]
            for c in cells:
                if c is not None and (isinstance(c, (str, bytes, dict)) or not hasattr(c, "__len__")):
                    self.unfit(type(c).__name__)
            lengths = [0 if c is None else len(c) for c in cells]
            items = [i for c in cells if c is not None for i in cells_of(c)]
        offsets = array("i", itertools.accumulate(lengths, initial=0))
        return validity(missing), offsets, Encoder(self.output, self.elem, None).encode(items)

    def cell_number(self, c):
        if isinstance(c, bool) or not isinstance(c, numbers.Real):
            self.unfit(type(c).__name__)
        if self.kind.startswith("float"):
            return self.cell_float(c)
        if c != int(c):
            self.unfit("float with a fraction")
        return int(c)

    def cell_float(self, c):
        f = float(c)
        if isinstance(c, int) and int(f) != c:
            self.unfit("int that does not fit")
        if self.kind == "float32" and math.isfinite(f) and abs(f) > 3.4028235677973366e38:
            self.unfit("float that does not fit")
        return f

    def cell_bool(self, c):
        if not isinstance(c, bool):
            self.unfit(type(c).__name__)
        return c

    def cell_datetime(self, c):
        zoned = bool(self.output["zone"])
        if not isinstance(c, datetime.datetime) or (c.tzinfo is not None) != zoned:
            self.unfit("naive datetime" if zoned and isinstance(c, datetime.datetime) else type(c).__name__)
        return nanoseconds(c) if hasattr(c, "nanosecond") else micros(c - (UTC_EPOCH if zoned else EPOCH)) * 1000

    def cell_date(self, c):
        if isinstance(c, datetime.datetime):
            if c != datetime.datetime(c.year, c.month, c.day, tzinfo=c.tzinfo):
                self.unfit("datetime with a time of day")
            c = c.date()
        if not isinstance(c, datetime.date):
            self.unfit(type(c).__name__)
        return c.toordinal() - EPOCH.toordinal()

    def cell_timedelta(self, c):
        if not isinstance(c, datetime.timedelta):
            self.unfit(type(c).__name__)
        return nanoseconds(c) if hasattr(c, "nanoseconds") else micros(c) * 1000


def nanoseconds(c):
    """Of pandas' Timestamp and Timedelta, whose unit may be another."""
    return c.as_unit("ns").value if hasattr(c, "as_unit") else c.value


def micros(delta):
    return delta // datetime.timedelta(microseconds=1)


def is_array(o):
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(o, numpy.ndarray)


def unboxed(o):
    """pandas' and torch's containers as numpy arrays or lists."""
    if hasattr(o, "detach"):
        return o.detach().cpu().numpy()
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(o, (pandas.Series, pandas.Index, pandas.api.extensions.ExtensionArray)):
        return o
    if isinstance(getattr(o, "dtype", None), pandas.api.extensions.ExtensionDtype):
        return unmasked(pandas, o)
    return o.to_numpy()


def unmasked(pandas, o):
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
    if hasattr(c, "item") and getattr(c, "size", None) in (None, 1) or hasattr(c, "detach") and c.numel() == 1:
        return c.item()
    return c


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


def dumped(c):
    return json.dumps(jsonable(c), ensure_ascii=False, separators=(",", ":"))


def jsonable(o):
    """o of JSON's own types; a number that is not finite is null."""
    o = unboxed(o)
    if isinstance(o, dict):
        return {str(k): jsonable(v) for k, v in o.items()}
    if isinstance(o, (list, tuple, set, frozenset)) or is_array(o) and o.ndim > 0:
        return [jsonable(v) for v in o]
    o = scalar(o)
    if o is None or is_missing(o, ""):
        return None
    if isinstance(o, (bool, int, str)):
        return o
    if isinstance(o, float):
        return o if math.isfinite(o) else None
    if hasattr(o, "isoformat"):
        return o.isoformat()
    return jsonable(vars(o)) if hasattr(o, "__dict__") else str(o)
