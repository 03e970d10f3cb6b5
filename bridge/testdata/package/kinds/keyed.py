"""Results that carry their keys, in the order of the keys."""
import pandas as pd

from . import frames, named


def keyed_frame(t):
    return frames.frame_ids_sorted(t)


def keyed_frame_of_sorted_rows(t):
    return frames.frame_ids(t).iloc[t.ordered]


def keyed_frame_surplus(t):
    return keyed_frame(t).assign(more=0.0)


def keyed_index(t):
    return frames.frame_index_ids_sorted(t)


def keyed_levels(t):
    return frames.frame_levels_of_ids_sorted(t)


def keyed_dict(t):
    return named.dict_ids_sorted(t)


def keyed_dicts(t):
    return named.list_of_dicts_ids_sorted(t)


def keyed_series(t):
    return frames.series_ids(t).iloc[t.ordered].rename("o0")


def keyed_series_unnamed(t):
    return frames.series_ids(t).iloc[t.ordered]


def keyed_named_tuple(t):
    return named._tuple(**keyed_dict(t))


def keyed_dataclass(t):
    return named._dataclass(**keyed_dict(t))


def keyed_structured(t):
    return keyed_frame(t).to_records(index=False)


def keyed_dict_by_key(t):
    return {i: dict(zip(t.names, row)) for i, row in zip(t.ids, t.rows)}


def keyed_index_without_name(t):
    return pd.DataFrame(t.named(), index=t.ids).iloc[t.ordered]


def keyed_other_name(t):
    return keyed_frame(t).rename(columns={"id": "key"})
