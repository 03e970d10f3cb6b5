"""Texts of as many letters as there are rows or outputs: each is one value."""
import numpy as np
import pandas as pd

from .named import _dataclass, _tuple


def text_of_rows(t):
    return "ab" * t.n


def texts_for_columns(t):
    return tuple("a" * t.n for _ in t.names)


def texts_for_rows(t):
    return ["a" * t.k for _ in t.ids]


def data_for_columns(t):
    return tuple(b"a" * t.n for _ in t.names)


def array_of_texts(t):
    return np.array(["a" * t.k] * t.n)


def series_of_texts(t):
    return pd.Series(["a" * t.k] * t.n)


def dict_of_texts(t):
    return {name: "a" * t.n for name in t.names}


def named_tuple_of_texts(t):
    return _tuple(**dict_of_texts(t))


def dataclass_of_texts(t):
    return _dataclass(**dict_of_texts(t))


def dict_of_dicts_of_texts(t):
    return {name: {i: "a" for i in range(t.n)} for name in t.names}


def dict_of_sets(t):
    return {name: {"a%d" % i for i in range(t.n)} for name in t.names}


def dict_of_generators(t):
    return {name: ("a" for _ in t.ids) for name in t.names}


def tuple_of_generators(t):
    return tuple(("a" for _ in t.ids) for _ in t.names)


def tuple_of_dicts_of_texts(t):
    return tuple({i: "a" for i in range(t.n)} for _ in t.names)


def list_of_texts_in_lists(t):
    return [["a" * t.k] for _ in t.ids]
