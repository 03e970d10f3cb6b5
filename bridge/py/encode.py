"""A column of a result as the buffers of an Arrow array.

A column is a list, a numpy array, a pandas Series or one of pandas' arrays.
Values convert where nothing is lost: numbers to numbers whose value survives,
so a float64 that float32 would round is none. bool is no number, and a number no text.
None, pandas' NA and NaT are null; NaN is a value of a float and null elsewhere.

Names that are not defined here are py/cell.py's.
"""
import datetime
import itertools
import numbers
import struct
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


def survives(f):
    """Whether float32 holds a float as it is."""
    try:
        return struct.unpack("f", struct.pack("f", f))[0] == f
    except OverflowError:
        return False


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
        with np.errstate(over="ignore", under="ignore"):
            rounded = values.astype(target)
        if ((rounded != values) & ~np.isnan(values)).any():
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
        cells = [None if is_missing(c, self.kind) else c for c in map(scalar, cells)]
        missing = [c is None for c in cells]
        if self.kind == "json":
            try:
                cells = ["" if m else dumped(c) for c, m in zip(cells, missing)]
            except NoJSON as e:
                self.unfit(str(e))
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
            cells = [None if is_missing(c, "list") else c for c in cells]
            missing = [c is None for c in cells]
            for c in cells:
                if c is not None and not is_column(c):
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
        if f == f and (f != c or self.kind == "float32" and not survives(f)):
            self.unfit("%s that does not fit" % type(c).__name__)
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
