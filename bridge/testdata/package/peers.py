"""Holds a frame to what pyarrow and pandas make of the same batch."""
import io
import pickle

import numpy as np
import pandas as pd
import pyarrow as pa


def against_pyarrow(frame, ipc, dtypes, nulls):
    table = pa.ipc.open_stream(ipc).read_all()
    columns = [series(table.column(i), d, n) for i, (d, n) in enumerate(zip(dtypes, nulls))]
    expected = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(table.num_rows))
    expected.columns = pd.Index(table.column_names, dtype=object)
    pd.testing.assert_frame_equal(frame, expected, check_exact=True, check_index_type="exact", check_column_type="exact")
    assert [str(d) for d in frame.dtypes] == dtypes, [str(d) for d in frame.dtypes]
    cells_alike(frame, expected)
    behaves(frame, expected)
    return len(frame)


def series(column, dtype, null):
    """A column by pyarrow, brought to the declared dtype where pyarrow goes by
    whether this very batch has nulls."""
    extension = pd.api.types.is_extension_array_dtype(dtype) and not dtype.startswith(("category", "datetime"))
    mapper = (lambda _: pd.api.types.pandas_dtype(dtype)) if extension else None
    s = column.to_pandas(types_mapper=mapper, integer_object_nulls=dtype == "object")
    if dtype == "object" and null == "NaN":
        s = s.where(s.notna(), np.nan)
    if dtype == "object" and pa.types.is_list(column.type):
        s = pd.Series([None if c is None else c.tolist() for c in s], dtype=object)
    return s if dtype == "category" else s.astype(dtype)


def cells_alike(frame, expected):
    for i, dtype in enumerate(frame.dtypes):
        if dtype == object:
            for a, b in zip(frame.iloc[:, i], expected.iloc[:, i]):
                assert type(a) is type(b), (type(a), type(b))
                assert a == b or a != a and b != b, i


def behaves(frame, expected):
    """It copies, pickles, groups and takes writes as any frame does."""
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(frame)), expected)
    pd.testing.assert_frame_equal(frame.copy(), expected)
    pd.testing.assert_frame_equal(frame.iloc[::-1].iloc[::-1], expected)
    for i in range(frame.shape[1]):
        values = frame.iloc[:, i].to_numpy()
        if isinstance(values, np.ndarray) and isinstance(frame.dtypes.iloc[i], np.dtype):
            assert values.flags.writeable and values.flags.aligned
    assert csv(frame) == csv(expected)
    frame["added"] = 1
    frame.columns.name = "renamed"
    if len(frame) and frame.shape[1] > 1:
        frame.groupby("added").size()
        for i in range(frame.shape[1] - 1):
            if not isinstance(frame.dtypes.iloc[i], pd.DatetimeTZDtype):  # far ones can't be read out one by one
                frame.iat[0, i] = frame.iat[-1, i]


def csv(frame):
    out = io.StringIO()
    try:
        frame.to_csv(out)
    except pd.errors.OutOfBoundsDatetime:  # pandas' own limit for far, zoned times
        return "out of bounds"
    return out.getvalue()


kept = []


def keep(frame):
    """Keeps every frame it is given, and an untouched copy of each."""
    kept.append((frame, frame.copy(deep=True)))
    for frame, copy in kept:
        pd.testing.assert_frame_equal(frame, copy)
    return np.zeros(len(frame))


def scribble(frame):
    """Writes into every cell of its own frame."""
    result = frame.iloc[:, 0].to_numpy(copy=True)
    frame.iloc[:, 0] = 0
    frame.values[:] = 0
    return result


def reader(ipc):
    """A function that makes a frame of the batch by pyarrow, with pandas'
    nullable integers as a frame of ours has them."""
    table = pa.ipc.open_stream(ipc).read_all()
    mapper = {pa.int64(): pd.Int64Dtype()}.get
    return lambda: table.to_pandas(types_mapper=mapper)
