"""Frames and series."""
import pandas as pd


def series_named(t):
    return pd.Series(t.one, name="o0")


def series_other(t):
    return pd.Series(t.one, name="p0")


def series_unnamed(t):
    return pd.Series(t.one)


def series_text_labels(t):
    return pd.Series(t.one, index=["r%d" % i for i in range(t.n)])


def series_ids(t):
    return pd.Series(t.one, index=pd.Index(t.ids, name="id"))


def series_sorted(t):
    return series_named(t)[t.ordered]


def series_sorted_ids(t):
    return series_ids(t).iloc[t.ordered]


def series_repeated_labels(t):
    return pd.Series(t.one, index=[i // 2 for i in range(t.n)])


def series_of_lists(t):
    return pd.Series(t.rows)


def series_row(t):
    return pd.Series(t.rows[0], index=t.names)


def series_row_others(t):
    return pd.Series(t.rows[0], index=t.others)


def series_nullable(t):
    return pd.Series(t.one, dtype="Float64")


def masked_series(t):
    return series_nullable(t).mask(pd.Series(t.gaps))


def absent_series(t):
    return pd.Series([None if gap else v for v, gap in zip(t.one, t.gaps)], dtype=object)


def index_one(t):
    return pd.Index(t.one)


def extension_one(t):
    return pd.array(t.one, "Float64")


def frame(t):
    return pd.DataFrame(t.named())


def frame_surplus(t):
    return pd.DataFrame({"more": ["text"] * t.n, **t.named(), "most": 1})


def frame_turned_names(t):
    return frame(t)[t.names[::-1]]


def frame_others(t):
    return pd.DataFrame(t.named(t.others))


def frame_lacking(t):
    return frame(t).drop(columns="o0").assign(more=1.0)


def frame_text_labels(t):
    return pd.DataFrame(t.named(), index=["r%d" % i for i in range(t.n)])


def frame_categories(t):
    return frame(t).astype("category")


def frame_nullable(t):
    return frame(t).astype("Float64")


def masked_frame(t):
    return frame_nullable(t).mask(pd.Series(t.gaps))


def frame_numbered(t):
    return pd.DataFrame(t.rows)


def frame_numbered_by_ints(t):
    return pd.DataFrame(t.rows, columns=list(range(t.k)))


def frame_numbered_surplus(t):
    return pd.DataFrame([row + [0.0] for row in t.rows])


def frame_from_1(t):
    return pd.DataFrame(t.rows, columns=range(1, t.k + 1))


def frame_numbered_backwards(t):
    return frame_numbered(t)[list(range(t.k))[::-1]]


def frame_numbered_sorted(t):
    return frame_numbered(t).iloc[t.ordered]


def frame_text_numbers(t):
    return pd.DataFrame(t.rows, columns=[str(j) for j in range(t.k)])


def frame_float_numbers(t):
    return pd.DataFrame(t.rows, columns=[float(j) for j in range(t.k)])


def frame_twice(t):
    return pd.DataFrame([[*row, 0.0] for row in t.rows], columns=[*t.names, "o0"])


def frame_twice_more(t):
    return pd.DataFrame([[*row, 0.0, 0.0] for row in t.rows], columns=[*t.names, "more", "more"])


def frame_levels(t):
    return pd.DataFrame(t.rows, columns=pd.MultiIndex.from_product([["g"], t.names]))


def frame_of_columns(t):
    return pd.DataFrame(t.columns)


def frame_of_named_columns(t):
    return pd.DataFrame(t.columns, index=t.names)


def frame_long(t):
    return pd.concat([frame(t), frame(t).tail(1)])


def frame_short(t):
    return frame(t).head(t.n - 1)


def frame_sorted(t):
    return frame(t).iloc[t.ordered]


def frame_index_ids(t):
    return pd.DataFrame(t.named(), index=pd.Index(t.ids, name="id"))


def frame_index_ids_sorted(t):
    return frame_index_ids(t).iloc[t.ordered]


def frame_index_of_others(t):
    return pd.DataFrame(t.named(), index=pd.Index([i + 1000 for i in t.ids], name="id"))


def frame_levels_of_ids(t):
    return frame_index_ids(t).assign(step=0).set_index("step", append=True)


def frame_levels_of_ids_sorted(t):
    return frame_levels_of_ids(t).iloc[t.ordered]


def frame_ids(t):
    return frame(t).assign(id=t.ids)


def frame_ids_sorted(t):
    return frame_ids(t).iloc[t.ordered].reset_index(drop=True)


def frame_ids_of_others(t):
    return frame(t).assign(id=[i + 1000 for i in t.ids])


def frame_input(t):
    return frame(t).assign(x=[i / 2 for i in t.ids])


def frame_input_sorted(t):
    return frame_input(t).iloc[t.ordered].reset_index(drop=True)


def frame_input_changed(t):
    return frame(t).assign(x=[-i for i in t.ids])


def series_of_columns(t):
    return pd.Series(t.columns)


def series_levels_of_ids_sorted(t):
    return frame_levels_of_ids(t)["o0"].iloc[t.ordered]


def frame_of_lists(t):
    return pd.DataFrame({"o0": t.rows})


def frame_float_index_sorted(t):
    return frame(t).set_index(pd.Index([float(i) for i in range(t.n)])).iloc[t.ordered]


def frame_text_ids_sorted(t):
    return frame_ids_sorted(t).astype({"id": str})


def frame_float_ids_sorted(t):
    return frame_ids_sorted(t).astype({"id": float})


def frame_index_input_sorted(t):
    return frame_input_sorted(t).set_index("x")
