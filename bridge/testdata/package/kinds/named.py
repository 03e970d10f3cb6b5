"""What has names and is no frame."""
import collections
import dataclasses

import numpy as np
import pandas as pd
import torch


class Object:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class Output(collections.OrderedDict):
    """As transformers have it: a dict whose items are attributes also."""

    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        return self[name]


def _tuple(**fields):
    return collections.namedtuple("Answer", fields)(**fields)


def _dataclass(**fields):
    return dataclasses.make_dataclass("Answer", fields)(**fields)


_WAYS = {"dict": dict, "model_output": Output, "named_tuple": _tuple, "dataclass": _dataclass, "object": Object}


def _kinds(name, way):
    return {
        name + "_of_columns": lambda t: way(**t.named()),
        name + "_of_columns_surplus": lambda t: way(more=[0.0] * t.n, **t.named(), version="1"),
        name + "_of_columns_turned": lambda t: way(**{n: t.named()[n] for n in t.names[::-1]}),
        name + "_of_others": lambda t: way(**t.named(t.others)),
        name + "_of_scalars": lambda t: way(**dict(zip(t.names, t.rows[0]))),
        name + "_of_other_scalars": lambda t: way(**dict(zip(t.others, t.rows[0]))),
        "list_of_%s_rows" % name: lambda t: [way(**dict(zip(t.names, row))) for row in t.rows],
        "list_of_%s_rows_surplus" % name: lambda t: [way(more=0.0, **dict(zip(t.names, row))) for row in t.rows],
        "list_of_other_%s_rows" % name: lambda t: [way(**dict(zip(t.others, row))) for row in t.rows],
    }


MADE = {kind: build for name, way in _WAYS.items() for kind, build in _kinds(name, way).items()}


def dict_of_arrays(t):
    return {n: np.array(c) for n, c in t.named().items()}


def dict_of_tensors(t):
    return {n: torch.tensor(c, requires_grad=True) for n, c in t.named().items()}


def dict_of_series(t):
    return {n: pd.Series(c) for n, c in t.named().items()}


def dict_of_tuples(t):
    return {n: tuple(c) for n, c in t.named().items()}


def dict_of_series_sorted(t):
    return {n: pd.Series(c)[t.ordered] for n, c in t.named().items()}


def dict_of_one_sorted(t):
    return {**t.named(), t.names[-1]: pd.Series(t.columns[-1])[t.ordered]}


def dict_of_column_arrays(t):
    return {n: np.array(c).reshape(-1, 1) for n, c in t.named().items()}


def dict_numbered(t):
    return t.named(range(t.k))


def dict_of_dicts(t):
    return {n: dict(enumerate(c)) for n, c in t.named().items()}


def dict_by_row(t):
    return {i: dict(zip(t.names, row)) for i, row in enumerate(t.rows)}


def dict_of_numpy_scalars(t):
    return {n: np.float64(v) for n, v in zip(t.names, t.rows[0])}


def dict_of_tensor_scalars(t):
    return {n: torch.tensor(v, requires_grad=True) for n, v in zip(t.names, t.rows[0])}


def dict_of_last_scalar(t):
    return {**t.named(), t.names[-1]: t.rows[0][-1]}


def dict_of_short(t):
    return {**t.named(), t.names[-1]: t.columns[-1][1:]}


def dict_of_long(t):
    return {**t.named(), t.names[-1]: t.columns[-1] + [0.0]}


def dict_lacking(t):
    return {n: c for n, c in {**t.named(), "more": t.one}.items() if n != "o0"}


def dict_ids(t):
    return {"id": t.ids, **t.named()}


def dict_ids_sorted(t):
    return {"id": [t.ids[i] for i in t.ordered], **{n: [c[i] for i in t.ordered] for n, c in t.named().items()}}


def dict_ids_of_others(t):
    return {"id": [i + 1000 for i in t.ids], **t.named()}


def list_of_dicts_ids(t):
    return [{"id": i, **dict(zip(t.names, row))} for i, row in zip(t.ids, t.rows)]


def list_of_dicts_ids_sorted(t):
    return [list_of_dicts_ids(t)[i] for i in t.ordered]


def list_of_dicts_ids_of_others(t):
    return [{**row, "id": row["id"] + 1000} for row in list_of_dicts_ids(t)]


def list_of_dicts_lacking(t):
    rows = [dict(zip(t.names, row)) for row in t.rows]
    del rows[-1][t.names[-1]]
    return rows


def list_of_dicts_turned(t):
    return [dict(list(zip(t.names, row))[:: 1 if i % 2 else -1]) for i, row in enumerate(t.rows)]


def dict_of_rows(t):
    return {"o0": t.rows}


def dict_of_row_array(t):
    return {"o0": np.array(t.rows)}


def dict_of_turned(t):
    return {"o0": t.columns}


def dict_of_turned_array(t):
    return {"o0": np.array(t.columns)}


def dataclass_of_sorted_series(t):
    return _dataclass(**dict_of_series_sorted(t))


def named_tuple_of_sorted_series(t):
    return _tuple(**dict_of_series_sorted(t))


def named_tuple_ids_sorted(t):
    return _tuple(**dict_ids_sorted(t))


def object_ids_sorted(t):
    return Object(**dict_ids_sorted(t))


def list_of_named_tuples_ids_sorted(t):
    return [_tuple(**row) for row in list_of_dicts_ids_sorted(t)]


def list_of_objects_ids_sorted(t):
    return [Object(**row) for row in list_of_dicts_ids_sorted(t)]
