"""What models return for two rows, unless a function says otherwise. Those that
give as many results as there are rows give the second for all that follow."""
import collections
import dataclasses
import datetime
import decimal

import numpy as np
import pandas as pd
import torch

Pair = collections.namedtuple("Pair", "risk label")


@dataclasses.dataclass
class Scored:
    risk: object
    label: object
    _cache: object = None


class Holder:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


def rows(x):
    return [0] + [1] * (len(x) - 1)


def frame(x):
    return pd.DataFrame({"label": ["a", None], "risk": [0.25, np.nan], "more": 1})


def rows_sorted(x):
    return pd.DataFrame({"risk": [0.5, 0.25]}, index=[1, 0])


def rows_turned(x):
    return pd.Series([0.5, 0.25], name="risk").iloc[::-1]


def columns_sorted(x):
    return {"risk": pd.Series([0.25, 0.5], index=[1, 0])}


def rows_labelled(x):
    return pd.DataFrame({"risk": [0.5, 0.25]}, index=[2, 1])


def frame_numbered(x):
    return pd.DataFrame([[[0.25, "a"], [0.5, "b"]][i] for i in rows(x)])


def frame_other_names(x):
    return pd.DataFrame({"p": [0.25, 0.5], "q": ["a", "b"]})


def frame_extension(x):
    return pd.DataFrame({"risk": pd.array([1, None], "Int64"), "label": pd.array(["a", pd.NA], "string")})


def frame_category(x):
    return pd.DataFrame({"risk": [1.0, 2.0], "label": pd.Categorical(["b", "a"])})


def series(x):
    return pd.Series([0.25, 0.5], index=[7, 9], name="anything")


def series_row(x):
    return pd.Series({"risk": 0.25, "label": "a"})


def one_dim(x):
    return np.array([0.25, 0.5])


def one_dim_row(x):
    return np.array([0.25, 0.5])


def two_dim(x):
    return np.array([[0.25, 0.75], [0.5, 0.5]])[rows(x)]


def column_vector(x):
    return np.array([[0.25], [0.5]], dtype="float32")


def fortran(x):
    return np.asfortranarray(np.arange(12.0).reshape(2, 6)[rows(x)])[:, ::3]


def ints(x):
    return np.array([1, 2], dtype="uint8")


def big_ints(x):
    return np.array([2**53 + 1, 0])


def whole_floats(x):
    return np.array([1.0, np.nan])


def fractions(x):
    return np.array([1.5, 2.0])


def bools(x):
    return np.array([True, False])


def huge(x):
    return np.array([1e300, 0])


def objects(x):
    return np.array([0.25, None], dtype=object)


def numbers_as_text(x):
    return ["0.25", "0.5"]


def decimals(x):
    return [decimal.Decimal("0.25")] * 2


def tensor(x):
    return torch.tensor([0.25, 0.5])


def tensor_grad(x):
    return torch.tensor([[0.25], [0.5]], requires_grad=True) * 1


def tensor_half(x):
    return torch.tensor([0.25, 0.5], dtype=torch.bfloat16)


def list_of_floats(x):
    return [0.25, 0.5]


def list_of_tensors(x):
    return [torch.tensor(0.25, requires_grad=True), torch.tensor(0.5)]


def list_of_dicts(x):
    return [{"risk": np.float32(0.25), "label": "a"}, {"risk": None, "label": "b", "more": 1}]


def list_of_lists(x):
    return [[[0.25, "a"], [0.5, "b"]][i] for i in rows(x)]


def tuple_of_columns(x):
    return np.array([0.25, 0.5])[rows(x)], ["ab"[i] for i in rows(x)]


def list_of_named(x):
    return [Pair(0.25, "a"), Pair(0.5, "b")]


def list_of_objects(x):
    return [Scored(0.25, "a"), Scored(0.5, "b")]


def object_of_columns(x):
    return Scored([0.25, 0.5], ["a", "b"])


def object_of_scalars(x):
    return Scored(0.25, "a")


def named_columns(x):
    return Pair([0.25, 0.5], ["a", "b"])


def dict_of_columns(x):
    return {"label": ["a", "b"], "risk": np.array([0.25, 0.5]), "more": 3}


def dict_of_scalars(x):
    return {"label": "a", "risk": torch.tensor(0.25)}


def scalar(x):
    return 0.25


def numpy_scalar(x):
    return np.float64(0.25)


def none(x):
    return None


def three(x):
    return [0.1, 0.2, 0.3]


def empty(x):
    return []


def nested(x):
    return Holder(scores={"risk": [[c[i] for i in rows(x)] for c in ([0.1, 0.25], [0.2, 0.5])]}), "version"


def nested_array(x):
    return {"risk": np.array([[0.1, 0.25], [0.2, 0.5]])[rows(x)]}


def number_and_list(x):
    return 0.25, ["a", "b"]


def number_and_list_of_one(x):
    return 0.25, ["a"]


def dict_with_list_of_one(x):
    return {"risk": 0.25, "codes": ["a"]}


def number_and_one_pair(x):
    return 0.25, [["AGE", 1.5]]


def dict_with_one_pair(x):
    return {"risk": 0.25, "why": [["AGE", 1.5]], "who": [{"name": "AGE"}]}


def column_with_one_pair(x):
    return {"risk": [0.25], "why": [["AGE", 1.5]]}


def pipeline(x):
    """As pipelines of transformers answer: a list a row, its items dicts."""
    return [[{"label": "a", "score": 0.25}], [{"label": "b", "score": 0.5}]]


def texts(x):
    return ["", "Zoë\x00"]


def surrogate(x):
    return ["\ud800", ""]


def times(x):
    return pd.to_datetime(["2024-02-29 12:00", None])


def coarse_times(x):
    return np.array(["2024-02-29", "NaT"], dtype="M8[s]")


def zoned_times(x):
    return pd.Series(pd.to_datetime(["2024-02-29 12:00", None])).dt.tz_localize("America/Chicago")


def python_times(x):
    return [datetime.datetime(2024, 2, 29, 12), None]


def dates(x):
    return [datetime.date(2024, 2, 29), None]


def spans(x):
    return pd.to_timedelta(["1s", None])


def lists(x):
    return [[1.5, 2.5], None]


def matrix_of_lists(x):
    return np.array([[1.5, 2.5], [3.5, 4.5]])[rows(x)]


def list_of_columns(x):
    return [[0.25] * len(x), [0.75] * len(x)]


def transposed(x):
    return np.array(list_of_columns(x))


def frame_of_columns(x):
    return pd.DataFrame(list_of_columns(x))


def columns_turned(x):
    return pd.DataFrame([[0.25, 0.75]] * len(x), columns=[1, 0])


def series_of_classes(x):
    return pd.Series([0.25, 0.75], index=[1, 0])


def series_by_place(x):
    return pd.Series([0.25, 0.75])


def one_box(x):
    return [[1, 2, 3, 4]]


def one_dict(x):
    return [{"score": 1}]


def only_none(x):
    return [None]


def detection(x):
    return {"boxes": torch.tensor([[1.0, 2.0]]), "labels": torch.tensor([3]), "scores": np.array([0.5], "float32")}


def its_own_name(x):
    return {"risk": 1, "more": 2}


def two_keys(x):
    return {1: "a", "1": "b"}


def masked(x):
    return np.ma.array([0.25, 0.5], mask=[False, True])


def masked_ints(x):
    return np.ma.array([[1, 2], [3, 4]], mask=[[False, True], [False, False]])[rows(x)]


def masked_times(x):
    return np.ma.array(np.array(["2024-02-29", "2024-02-29"], "M8[s]"), mask=[False, True])


def masked_fields(x):
    return np.ma.array([(0.25, 1), (0.5, 2)], dtype=[("risk", float), ("n", int)], mask=[(False, False), (True, False)])


def array_of_one(x):
    return np.array([[0.25]])


def matrix(x):
    return np.matrix([[0.25], [0.5]])


def third(x):
    return np.array([1 / 3, 0.5])


def third_as_list(x):
    return [1 / 3, 0.5]


def generator(x):
    return (v for v in [0.25, 0.5])


def names_twice(x):
    return pd.DataFrame([[0.25, 0.75]] * len(x), columns=["risk", "risk"])


def rows_around(x):
    return [[0.25, "a"]]


def json_rows(x):
    return [{"a": np.int64(1), "b": [float("nan"), None]}, "text"]


def json_in_itself(x):
    o = []
    o.append(o)
    return [o, 1]


def list_in_itself(x):
    o = []
    o += [o, o]
    return o


class Negative:
    def __len__(self):
        return -1

    def __getitem__(self, i):
        return 1.0


def no_length(x):
    return Negative()


def json_unknown(x):
    return [{"a": object()}, 1]


def json_whole(x):
    return {"boxes": np.array([[1, 2]]), "when": datetime.date(2024, 2, 29)}


def raises(x):
    return Raising()


class Raising:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        raise RuntimeError("the model's own")

    @property
    def ndim(self):
        raise RuntimeError("the model's own")


def keyed_frame(x):
    return pd.DataFrame({"id": ["b", "a"], "risk": [0.25, 0.5]})


def keyed_twice(x):
    return pd.DataFrame({"id": ["b", "a"], "risk": [0.25, 0.5]}, index=pd.Index(["a", "b"], name="id"))


def keyed_by_index(x):
    return x.groupby("id").agg(risk=("x", "count"))


def keyed_series(x):
    return x.groupby("id")["x"].count().rename("risk")


def keyed_series_without_name(x):
    return pd.Series([0.25, 0.5], index=pd.Index(["b", "a"], name="id"))


def keyed_dicts(x):
    return [{"id": "b", "risk": 0.25}, {"id": "a", "risk": 0.5}]


def keyed_by_none(x):
    return x.groupby("id")["x"].sum().reset_index(drop=True).rename("risk").to_frame()
