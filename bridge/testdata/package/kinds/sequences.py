"""Lists and tuples."""
import collections

import numpy as np
import pandas as pd
import torch

from . import arrays


def list_of_floats(t):
    return t.one


def list_of_numpy_scalars(t):
    return [np.float64(v) for v in t.one]


def list_of_arrays_of_none(t):
    return [np.array(v) for v in t.one]


def list_of_tensors_of_none(t):
    return [torch.tensor(v, requires_grad=True) for v in t.one]


def list_of_mixed_scalars(t):
    ways = float, np.float32, np.array, torch.tensor
    return [ways[i % 4](v) for i, v in enumerate(t.one)]


def list_of_ones(t):
    return [[v] for v in t.one]


def list_of_tuples_of_one(t):
    return [(v,) for v in t.one]


def list_of_arrays_of_one(t):
    return [np.array([v]) for v in t.one]


def list_of_tensors_of_one(t):
    return [torch.tensor([v]) for v in t.one]


def list_of_lists(t):
    return t.rows


def list_of_tuples(t):
    return [tuple(row) for row in t.rows]


def list_of_arrays(t):
    return [np.array(row) for row in t.rows]


def list_of_tensors(t):
    return [torch.tensor(row, requires_grad=True) for row in t.rows]


def list_of_matrices(t):
    return [np.array([row]) for row in t.rows]


def list_of_nested(t):
    return [[row] for row in t.rows]


def list_of_frames(t):
    return [pd.DataFrame([row], columns=t.names) for row in t.rows]


def list_of_series_rows(t):
    return [pd.Series(row, index=t.names) for row in t.rows]


def list_of_structured(t):
    return [row.reshape(1) for row in arrays.structured(t)]


def list_of_structured_scalars(t):
    return list(arrays.structured(t))


def list_of_mixed_rows(t):
    ways = list, tuple, np.array, torch.tensor, lambda row: dict(zip(t.names, row))
    return [ways[i % 5](row) for i, row in enumerate(t.rows)]


def list_of_lists_of_mixed(t):
    ways = float, np.float64, torch.tensor
    return [[ways[(i + j) % 3](v) for j, v in enumerate(row)] for i, row in enumerate(t.rows)]


def list_of_surplus(t):
    return [row + [0.0] for row in t.rows]


def list_ragged(t):
    return t.rows[:-1] + [t.rows[-1] + [0.0]]


def list_long(t):
    return t.rows + [t.rows[-1]]


def list_short(t):
    return t.rows[1:]


def list_empty(t):
    return []


def absent_floats(t):
    return [None if gap else v for v, gap in zip(t.one, t.gaps)]


def absent_lists(t):
    return [None if gap else row for row, gap in zip(t.rows, t.gaps)]


def absent_dicts(t):
    return [None if gap else dict(zip(t.names, row)) for row, gap in zip(t.rows, t.gaps)]


def masked_lists(t):
    return [[None if gap else v for v in row] for row, gap in zip(t.rows, t.gaps)]


def masked_numpy_lists(t):
    return [[np.ma.masked if gap else np.float64(v) for v in row] for row, gap in zip(t.rows, t.gaps)]


def masked_list_of_arrays(t):
    return [np.ma.array(row, mask=[gap] * t.k) for row, gap in zip(t.rows, t.gaps)]


def list_of_columns(t):
    return t.columns


def list_of_column_arrays(t):
    return [np.array(c) for c in t.columns]


def list_of_column_tensors(t):
    return [torch.tensor(c) for c in t.columns]


def list_of_column_series(t):
    return [pd.Series(c) for c in t.columns]


def list_of_column_tuples(t):
    return [tuple(c) for c in t.columns]


def list_row(t):
    return t.rows[0]


def tuple_row(t):
    return tuple(t.rows[0])


def tuple_numpy_row(t):
    return tuple(np.array(t.rows[0]))


def tuple_of_columns(t):
    return tuple(t.columns)


def tuple_of_column_arrays(t):
    return tuple(np.array(c) for c in t.columns)


def tuple_of_column_tensors(t):
    return tuple(torch.tensor(c, requires_grad=True) for c in t.columns)


def tuple_of_column_series(t):
    return tuple(pd.Series(c) for c in t.columns)


def tuple_of_column_tuples(t):
    return tuple(tuple(c) for c in t.columns)


def tuple_of_mixed_columns(t):
    ways = pd.Series, list, np.array
    return tuple(ways[j](c) for j, c in enumerate(t.columns))


def masked_tuple(t):
    return tuple(np.ma.array(c, mask=t.gaps) for c in t.columns)


def tuple_of_tall_columns(t):
    return tuple(np.array(c).reshape(-1, 1) for c in t.columns)


def tuple_of_sorted_series(t):
    return tuple(pd.Series(c)[t.ordered] for c in t.columns)


def tuple_of_series_and_sorted(t):
    return tuple(pd.Series(c)[t.ordered] if j == t.k - 1 else list(c) for j, c in enumerate(t.columns))


def tuple_surplus(t):
    return ([0.0] * t.n, *t.columns)


def tuple_array_surplus(t):
    return (np.zeros(t.n), *tuple_of_column_arrays(t))


def tuple_short(t):
    return (*t.columns[:-1], t.columns[-1][1:])


def tuple_long(t):
    return (*t.columns[:-1], t.columns[-1] + [0.0])


def tuple_of_rows(t):
    return tuple(t.rows)


def tuple_of_row_arrays(t):
    return tuple(np.array(row) for row in t.rows)


def tuple_of_row_tuples(t):
    return tuple(tuple(row) for row in t.rows)


def tuple_of_floats(t):
    return tuple(t.one)


def tuple_around_array(t):
    return (np.array(t.rows),)


def deque_of_floats(t):
    return collections.deque(t.one)


def list_of_tall_columns(t):
    return [np.array(c).reshape(-1, 1) for c in t.columns]


def list_of_wide_columns(t):
    return [np.array([c]) for c in t.columns]


def list_of_nested_columns(t):
    return [[c] for c in t.columns]


def list_of_column_frames(t):
    return [pd.DataFrame(c) for c in t.columns]


def list_of_wide_frames(t):
    return [pd.DataFrame([c]) for c in t.columns]


def list_of_column_indexes(t):
    return [pd.Index(c) for c in t.columns]


def list_of_column_extensions(t):
    return [pd.array(c, "Float64") for c in t.columns]


def list_of_column_deques(t):
    return [collections.deque(c) for c in t.columns]


def list_of_column_objects(t):
    return [np.array(c, dtype=object) for c in t.columns]


def list_of_column_sets(t):
    return [set(c) for c in t.columns]


def list_of_row_series(t):
    return [pd.Series(row) for row in t.rows]


def list_of_row_indexes(t):
    return [pd.Index(row) for row in t.rows]


def list_of_row_sets(t):
    return [set(row) for row in t.rows]


def list_of_row_generators(t):
    return [(v for v in row) for row in t.rows]


def tuple_of_row_series(t):
    return tuple(pd.Series(row) for row in t.rows)


def tuple_of_row_tensors(t):
    return tuple(torch.tensor(row) for row in t.rows)


def tuple_of_row_indexes(t):
    return tuple(pd.Index(row) for row in t.rows)


def tuple_of_dicts(t):
    return tuple(dict(zip(t.names, row)) for row in t.rows)


def tuple_around_columns(t):
    return (t.columns,)


def list_around_array(t):
    return [np.array(t.rows)]


def list_around_columns(t):
    return [np.array(t.columns)]
