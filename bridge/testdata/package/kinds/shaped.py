"""Values of JSON of any shape, in each way that a result holds them."""
import numpy as np
import pandas as pd

from .arrays import _objects
from .named import _dataclass, _tuple

_SHAPES = {
    "number": lambda v: v,
    "text": lambda v: "of %r" % v,
    "none": lambda v: None,
    "list_of_none": lambda v: [None],
    "empty_list": lambda v: [],
    "empty_dict": lambda v: {},
    "list_of_empty": lambda v: [[]],
    "one": lambda v: [v],
    "two": lambda v: [v, v],
    "three": lambda v: [v, v, v],
    "nested": lambda v: [[v]],
    "column": lambda v: [[v], [v]],
    "square": lambda v: [[v, v], [v, v]],
    "dict": lambda v: {"a": v},
    "list_of_dict": lambda v: [{"a": v}],
    "list_of_dicts": lambda v: [{"a": v}, {"a": [v]}],
}


def _mixed(v):
    """Another shape for each record."""
    return list(_SHAPES.values())[int(v * 2**7) % len(_SHAPES)](v)


def _pairs(t, cells):
    return [list(pair) for pair in zip(t.one, cells)]


# What is made of one column of values.
_ALONE = {
    "list": lambda t, cells: cells,
    "objects": lambda t, cells: _objects(cells),
    "series": lambda t, cells: pd.Series(cells, dtype=object),
    "tuple": lambda t, cells: (cells,),
    "dict": lambda t, cells: {"o0": cells},
    "named_tuple": lambda t, cells: _tuple(o0=cells),
    "dataclass": lambda t, cells: _dataclass(o0=cells),
    "frame": lambda t, cells: pd.DataFrame({"o0": pd.Series(cells, dtype=object)}),
    "numbered": lambda t, cells: pd.DataFrame({0: pd.Series(cells, dtype=object)}),
    "list_of_dicts": lambda t, cells: [{"o0": cell} for cell in cells],
    "itself": lambda t, cells: cells[0],
    "own_name": lambda t, cells: {"o0": cells[0]},
}

# What is made of one of numbers and one of values.
_BESIDE = {
    "list": _pairs,
    "list_of_tuples": lambda t, cells: list(zip(t.one, cells)),
    "list_of_dicts": lambda t, cells: [{"o0": v, "o1": cell} for v, cell in _pairs(t, cells)],
    "list_of_named_tuples": lambda t, cells: [_tuple(o0=v, o1=cell) for v, cell in _pairs(t, cells)],
    "list_of_dataclasses": lambda t, cells: [_dataclass(o0=v, o1=cell) for v, cell in _pairs(t, cells)],
    "list_of_objects": lambda t, cells: [_objects(pair) for pair in _pairs(t, cells)],
    "list_around": lambda t, cells: [[pair] for pair in _pairs(t, cells)],
    "tuple": lambda t, cells: (t.one, cells),
    "tuple_of_arrays": lambda t, cells: (np.array(t.one), _objects(cells)),
    "dict": lambda t, cells: {"o0": t.one, "o1": cells},
    "named_tuple": lambda t, cells: _tuple(o0=t.one, o1=cells),
    "dataclass": lambda t, cells: _dataclass(o0=t.one, o1=cells),
    "frame": lambda t, cells: pd.DataFrame({"o0": t.one, "o1": pd.Series(cells, dtype=object)}),
    "numbered": lambda t, cells: pd.DataFrame({0: t.one, 1: pd.Series(cells, dtype=object)}),
    "objects": lambda t, cells: np.stack([np.array(t.one, dtype=object), _objects(cells)], axis=1),
    "pair": lambda t, cells: [t.one[0], cells[0]],
    "pair_of_objects": lambda t, cells: _objects([t.one[0], cells[0]]),
    "tuple_pair": lambda t, cells: (t.one[0], cells[0]),
    "dict_pair": lambda t, cells: {"o0": t.one[0], "o1": cells[0]},
    "named_pair": lambda t, cells: _tuple(o0=t.one[0], o1=cells[0]),
    "dataclass_pair": lambda t, cells: _dataclass(o0=t.one[0], o1=cells[0]),
}


def _kind(way, shape):
    return lambda t: way(t, [shape(v) for v in t.one])


MADE = {
    "%s %s of %s" % (name, way, shape): _kind(ways[way], make)
    for name, ways in (("alone", _ALONE), ("beside", _BESIDE))
    for way in ways
    for shape, make in {**_SHAPES, "mixed": _mixed}.items()
}
