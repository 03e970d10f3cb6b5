"""What is one value, or nothing that can be read."""
import array
import decimal
import itertools

import numpy as np
import pandas as pd


def scalar(t):
    return t.rows[0][0]


def numpy_scalar(t):
    return np.float64(t.rows[0][0])


def float32_scalar(t):
    return np.float32(t.rows[0][0])


def none(t):
    return None


def not_available(t):
    return pd.NA


def not_a_time(t):
    return pd.NaT


def masked_constant(t):
    return np.ma.masked


def text(t):
    return "5" * t.n


def text_of_outputs(t):
    return "5" * t.k


def data(t):
    return b"5" * t.n


def list_of_texts(t):
    return ["5"] * t.n


def list_of_long_texts(t):
    return ["5" * t.k] * t.n


def generator(t):
    return (v for v in t.one)


def generator_of_rows(t):
    return (row for row in t.rows)


def iterator(t):
    return iter(t.one)


def mapped(t):
    return map(float, t.one)


def zipped(t):
    return zip(*t.columns)


def chained(t):
    return itertools.chain(t.one)


def numbered(t):
    return enumerate(t.one)


def set_of_floats(t):
    return set(t.one)


def frozen_set(t):
    return frozenset(t.one)


def dict_values(t):
    return t.named().values()


def dict_keys(t):
    return dict.fromkeys(t.one).keys()


def dict_items(t):
    return t.named().items()


def numbers_from_0(t):
    return range(t.n)


def array_of_doubles(t):
    return array.array("d", t.one)


def view_of_memory(t):
    return memoryview(array.array("d", t.one))


def a_class(t):
    return decimal.Decimal


def a_function(t):
    return len


def without_fields(t):
    return object()
