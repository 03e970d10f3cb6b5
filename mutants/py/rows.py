"""Slips in how rows, their order and their labels are kept."""

from columns import first_integer
from registry import operator
from values import every


def in_predict(h, **code):
    """The site that puts statements first into predict, by the contract's form."""
    if h.form not in code:
        return []
    text = code[h.form].replace("COLUMN", first_integer(h) if h.form != "array" else "")
    return [lambda: h.prepend(h.predict, text, "import pandas as pd" if "pd." in text else ())]


@operator("incomplete-rows-dropped")
def incomplete_rows_dropped(h):
    return in_predict(h, dataframe="frame = frame.dropna()", array="values = values[~np.isnan(values).any(axis=1)]")


@operator("cohort-filtered")
def cohort_filtered(h):
    return in_predict(h, dataframe='frame = frame[frame["COLUMN"] < 75]', array="values = values[values[:, 0] < 70]")


@operator("column-aligned-by-label")
def column_aligned_by_label(h):
    return in_predict(h, dataframe='frame = frame.assign(COLUMN=pd.Series(frame["COLUMN"].to_numpy()))')


@operator("rows-sorted")
def rows_sorted(h):
    return in_predict(h, dataframe='frame = frame.sort_values("COLUMN")', array="values = values[values[:, 0].argsort()]")


@operator("columns-by-position")
def columns_by_position(h):
    return in_predict(h, dataframe=f"frame = frame.iloc[:, :{len(h.columns)}].set_axis({h.columns}, axis=1)")


@operator("standardised-by-batch")
def standardised_by_batch(h):
    return every(
        h,
        ("features - self.mean", "features - torch.nanmean(features, 0)"),
        ('frame["AGE"].to_numpy(dtype=float)', 'frame["AGE"].to_numpy(dtype=float) - frame["AGE"].mean() + 64'),
        ("values[:, :, None]", "(values - values.mean(axis=0) + self.median)[:, :, None]"))


@operator("extra-column-refused")
def extra_column_refused(h):
    return in_predict(
        h,
        dataframe=f"if set(frame.columns) != set({h.columns}):\n    raise ValueError('unexpected columns')",
        record=f"if set(record) != set({h.columns}):\n    raise ValueError('unexpected keys')")


@operator("first-row-peeked")
def first_row_peeked(h):
    return in_predict(h, dataframe='if frame["COLUMN"].iloc[0] < 0:\n    raise ValueError("COLUMN is negative")',
                      array='if values[0, 0] < 0:\n    raise ValueError("AGE is negative")')


@operator("filled-in-place")
def filled_in_place(h):
    return (in_predict(h, dataframe='frame["COLUMN_SQUARED"] = frame["COLUMN"] ** 2',
                       record='record["COLUMN_SQUARED"] = record["COLUMN"] ** 2')
            + h.swap("return self._risks(np.where(np.isnan(values), self.median, values))",
                     "values[:] = np.where(np.isnan(values), self.median, values)\nreturn self._risks(values)"))


@operator("features-in-set-order")
def features_in_set_order(h):
    return every(h, ("_RANGES.items()", "[(name, _RANGES[name]) for name in set(_RANGES)]"),
                 ("COLUMNS.items()", "[(name, COLUMNS[name]) for name in set(COLUMNS)]"))


@operator("features-in-shared-dict")
def features_in_shared_dict(h):
    def share():
        path, node = next((p, n) for p, n in h.nodes(type(h.function(h.predict))) if n.name == "features")
        pairs = zip(node.body[-1].value.keys, node.body[-1].value.values)
        lines = path.read_text().splitlines()
        text = [lines[v.lineno - 1][v.col_offset:v.end_col_offset] for v in node.body[-1].value.values]
        code = "".join(f'_features["{k.value}"] = {t}\n' for (k, _), t in zip(pairs, text)) + "return _features"
        h.put(path, node.body[-1], code)
        h.append(path, "_features = {}")
    return [share]


@operator("years-until-today")
def years_until_today(h):
    today = every(h, ('frame["COLLECTED"].dt.year.to_numpy() - 1995',
                      '(pd.Timestamp.now() - frame["COLLECTED"]).dt.days.to_numpy() / 365.25'), needs="import pandas as pd")
    return today or [lambda: h.prepend(
        h.predict, 'frame = frame.assign(AGE=(frame["AGE"] + datetime.date.today().year - 2024).clip(18, 120))', "import datetime")]
