"""Builds DataFrames over memory that is filled from outside.

A plan is made once for a schema. For each batch it allocates one block of
memory a dtype, which the caller fills without Python's help, and wraps the
blocks as a frame the way pandas itself lays one out: through
pandas.core.internals' block API, which pyarrow and fastparquet use too, and
by DataFrame's own constructor where that API has changed.
"""
import json

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype
from pandas.api.types import pandas_dtype
from pandas.core import internals


def plan(text):
    return Plan(json.loads(text))


class Plan:
    """columns are dicts of name, dtype (as pandas prints it), levels, ordered."""

    def __init__(self, columns):
        # As an array: an Index counts its views for good (pandas 2.0).
        self.names = np.array([c["name"] for c in columns] + [None], dtype=object)[:-1]
        self.slots = []  # (numpy dtype, columns in it): memory to fill
        self.blocks = []  # (maker of values, its slots, positions in the frame)
        self.places = [None] * len(columns)  # (slot, row in slot, slot of its mask or -1)
        shared = {}
        for position, column in enumerate(columns):
            dtype = dtype_of(column)
            if isinstance(dtype, ExtensionDtype):
                self.add(position, *extension(dtype))
            else:
                shared.setdefault(dtype, []).append(position)
        for dtype, positions in shared.items():
            self.share(dtype, positions)
        self.make = self.maker()

    def add(self, position, values, *dtypes):
        """A column with a block of its own: values(*arrays) makes it."""
        first = len(self.slots)
        self.slots += [(np.dtype(d), 1) for d in dtypes]
        self.blocks.append((values, range(first, len(self.slots)), [position]))
        self.places[position] = (first, 0, first + 1 if len(dtypes) > 1 else -1)

    def share(self, dtype, positions):
        """One block for all columns of a numpy dtype."""
        slot = len(self.slots)
        times = dtype.kind in "mM"  # numpy exports no buffer of them
        self.slots.append((np.dtype("int64") if times else dtype, len(positions)))
        values = (lambda a: a.view(dtype)) if times else (lambda a: a)
        self.blocks.append((values, [slot], positions))
        for row, position in enumerate(positions):
            self.places[position] = (slot, row, -1)

    def describe(self):
        return json.dumps({"slots": [d.name for d, _ in self.slots], "places": self.places})

    def allocate(self, rows, views):
        """Arrays for the slots: over the memory that views has for a slot, or new."""
        return [
            np.frombuffer(views[i], dtype).reshape(width, rows) if i in views else np.empty((width, rows), dtype)
            for i, (dtype, width) in enumerate(self.slots)
        ]

    def frame(self, arrays, rows, index=None):
        index = pd.RangeIndex(rows) if index is None else pd.Index(index, dtype=object)
        values = [make(*(arrays[i] for i in slots)) for make, slots, _ in self.blocks]
        return self.make(values, [pd.Index(self.names, dtype=object), index])

    def maker(self):
        """The fastest way of this pandas that gives what its constructor gives."""
        values = [make(*a) for make, a in ((m, [self.empty(i) for i in s]) for m, s, _ in self.blocks)]
        axes = [pd.Index(self.names, dtype=object), pd.RangeIndex(0)]
        expected = self.by_constructor(values, axes)
        for way in self.by_classes, self.by_blocks:
            try:
                make = way(values)
                pd.testing.assert_frame_equal(make(values, axes), expected)
                return make
            except Exception:  # another pandas: the next way is slower and more public
                continue
        return self.by_constructor

    def empty(self, slot):
        dtype, width = self.slots[slot]
        return np.empty((width, 0), dtype)

    def by_classes(self, values):
        """Blocks by the classes and values that make_block chooses, without its checks."""
        made = [internals.make_block(v, placement=p, ndim=2) for v, (_, _, p) in zip(values, self.blocks)]
        known = [(type(b), b.mgr_locs, wrapper(v, b.values)) for v, b in zip(values, made)]

        def make(values, axes):
            blocks = [c(wrap(v), placement=p, ndim=2) for v, (c, p, wrap) in zip(values, known)]
            return pd.DataFrame(internals.BlockManager(blocks, axes, verify_integrity=False))

        return make

    def by_blocks(self, _):
        placements = [p for _, _, p in self.blocks]

        def make(values, axes):
            blocks = [internals.make_block(v, placement=p, ndim=2) for v, p in zip(values, placements)]
            return pd.DataFrame(internals.BlockManager(blocks, axes))

        return make

    def by_constructor(self, values, axes):
        columns = {}
        for v, (_, _, positions) in zip(values, self.blocks):
            for row, position in enumerate(positions):
                columns[position] = v[row] if isinstance(v, np.ndarray) else v
        frame = pd.DataFrame({p: columns[p] for p in sorted(columns)}, index=axes[1])
        frame.columns = axes[0]
        return frame


def same(values):
    return values


def wrapper(given, kept):
    """What turns values into those that a block keeps."""
    if type(given) is type(kept) and given.ndim == kept.ndim:
        return same
    if isinstance(given, np.ndarray):
        simple, dtype = type(kept)._simple_new, kept.dtype
        return lambda v: simple(v, dtype=dtype)
    return lambda v: v.reshape(1, -1)


def dtype_of(column):
    if column["dtype"] == "category":
        return pd.CategoricalDtype(column["levels"], column["ordered"])
    dtype = pandas_dtype(column["dtype"])
    if str(dtype) != column["dtype"]:  # Float64 before pandas 1.2
        raise TypeError("pandas %s has no dtype %s" % (pd.__version__, column["dtype"]))
    return dtype


def extension(dtype):
    """How an extension column is made, and of which arrays of shape (1, rows)."""
    array = dtype.construct_array_type()
    if isinstance(dtype, pd.CategoricalDtype):
        codes = pd.Categorical.from_codes([], dtype=dtype).codes.dtype
        return (lambda c: array(c[0], dtype=dtype, fastpath=True)), codes
    if isinstance(dtype, pd.DatetimeTZDtype):
        return (lambda t: array(t[0].view("M8[ns]"), dtype=dtype)), "int64"
    if isinstance(dtype, pd.StringDtype):
        return (lambda s: array(s[0])), "object"
    return (lambda v, mask: array(v[0], mask[0])), dtype.type, "bool"
