"""Slips in how values, missing ones and levels are taken."""

from columns import first_integer
from registry import operator


def every(h, *pairs, needs=()):
    """The sites of several swaps, each a site of its own."""
    return [site for old, new in pairs for site in h.swap(old, new, needs)]


@operator("range-tighter-in-code")
def range_tighter_in_code(h):
    return every(
        h,
        ('_whole(record, "AGE", 18, 120)', '_whole(record, "AGE", 18, 80)'),
        ('_whole(record, "TUMOR_SIZE", 1, 300)', '_whole(record, "TUMOR_SIZE", 1, 100)'),
        ("(types.is_integer_dtype, 18, 120)", "(types.is_integer_dtype, 18, 90)"),
        ("(types.is_float_dtype, 20, 300)", "(types.is_float_dtype, 20, 200)"),
        ("(18, 120, False)", "(18, 90, False)"),
        ("(0, 10000, True)", "(0, 5000, True)"),
        ("Column(types.is_integer_dtype, 50, 120)", "Column(types.is_integer_dtype, 50, 100)"),
        ("Column(types.is_float_dtype, 0.1, 30, nullable=True)", "Column(types.is_float_dtype, 0.1, 15, nullable=True)"),
        ("np.array([120.0, 100, 600, 1])", "np.array([120.0, 100, 240, 1])"))


@operator("removed-api")
def removed_api(h):
    image = 'ImageOps.exif_transpose(photograph).convert("RGB")'
    return every(
        h,
        ("np.column_stack(columns).astype(np.float32)", "np.column_stack(columns).astype(np.float)"),
        ("dtype=float", "dtype=np.float"),
        ('values.to_numpy()', "values.append(values[:0]).to_numpy()"),
        ('frame["AGE"].to_numpy(dtype=float)', 'frame["AGE"].to_numpy(dtype=np.float)'),
        ('pd.to_numeric(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)',
         'pd.to_numeric(values).astype("Float64").to_numpy(dtype=np.float, na_value=np.nan)'),
        (image, image + ".resize((256, 256), Image.ANTIALIAS)"),
        ("1 / (1 + np.exp(-logits))", "1 / (1 + np.exp(-logits.astype(np.float)))"))


@operator("null-refused")
def null_refused(h):
    return every(
        h,
        ('{"I": 1, "II": 2, "III": 3, None: 2}', '{"I": 1, "II": 2, "III": 3}'),
        ('type(value) is not float or value < 0 or value > 5000', 'type(value) is not float or not 0 <= value <= 5000'),
        ("Column(types.is_float_dtype, 0.1, 30, nullable=True)", "Column(types.is_float_dtype, 0.1, 30)"),
        ('["BMI", "MI_TYPE"]', '["BMI"]'),
        ('["BMI", "MI_TYPE"]', '["MI_TYPE"]'),
        *[(f"({limits}, True)", f"({limits}, False)") for limits in ("0, 4", "0, 100", "0, 10000", "-100, 150")],
        ("np.isnan(values[:, [0, 3]]).any()", "np.isnan(values[:, [0, 1, 3]]).any()"),
        ("np.isnan(values[:, [0, 3]]).any()", "np.isnan(values[:, [0, 2, 3]]).any()"))


@operator("null-not-imputed")
def null_not_imputed(h):
    return every(
        h,
        ("PROGESTERONE if math.isnan(value) else value", "value"),
        ("torch.where(features.isnan(), self.mean, features)", "features"),
        ("torch.nan_to_num(standard, nan=0.0)", "standard"),
        ("np.where(np.isnan(values), self.median, values)", "values"))


@operator("required-null-imputed")
def required_null_imputed(h):
    fill = 'frame = frame.assign({0}=frame["{0}"].fillna({1}))'
    fills = [lambda name=name, value=value: h.prepend(h.predict, fill.format(name, value))
             for name, value in (("HEART_RATE", 80.0), ("KAPPA", 1.4), ("LAMBDA", 1.6)) if name in h.columns]
    return fills + every(
        h,
        ("(18, 120, False)", "(18, 120, True)"),
        ("np.isnan(values[:, [0, 3]]).any()", "np.isnan(values[:, [3]]).any()"),
        ("np.isnan(values[:, [0, 3]]).any()", "np.isnan(values[:, [0]]).any()"))


@operator("dtype-coerced")
def dtype_coerced(h):
    column = first_integer(h)
    if h.form == "record":
        return [lambda: h.prepend(h.predict, f'record = dict(record, {column}=int(record["{column}"]))')]
    return [lambda: h.prepend(h.predict, f'frame = frame.assign({column}=pd.to_numeric(frame["{column}"]).astype("int64"))',
                              "import pandas as pd")]


@operator("dtype-check-too-narrow")
def dtype_check_too_narrow(h):
    refuse = 'if values.dtype != "{0}":\n    raise ValueError(f"expected {0}, got {{values.dtype}}")'
    sites = every(
        h,
        ("type(record[name]) is not bool", "type(record[name]) is not int"),
        ("type(value) is not float", "type(value) is not int"),
        ("values.dtype != bool", 'values.dtype != "int64"'),
        ("(types.is_float_dtype, 20, 300)", "(types.is_integer_dtype, 20, 300)"),
        ("Column(types.is_bool_dtype)", "Column(types.is_integer_dtype)"),
        ("Column(types.is_integer_dtype, 50, 120)", "Column(types.is_float_dtype, 50, 120)"))
    column = [(p, n.name) for p, n in h.nodes(type(h.function(h.predict))) if n.name == "_column"]
    for place, dtype in [(p, "float64") for p in column] + [(h.predict, "float32")] * (h.form == "array"):
        sites.append(lambda place=place, dtype=dtype: h.prepend(place, refuse.format(dtype)))
    return sites


LEVELS = '_refuse(values, not values.dropna().isin([first, second]).all(), f"values must be {first} or {second}")'
GRADES = 'if record["GRADE"] not in GRADES:\n    raise ValueError("GRADE must be I, II, III or None")'


@operator("unknown-level-as-known")
def unknown_level_as_known(h):
    return (h.swaps((GRADES, ""), ('GRADES[record["GRADE"]]', 'GRADES.get(record["GRADE"], 2)'))
            + every(h, (LEVELS, ""), ('Column(types.is_object_dtype, values=frozenset(["F", "M"]))', "Column(types.is_object_dtype)")))


@operator("spelling-checked-loosely")
def spelling_checked_loosely(h):
    loosely = 'if str(record["GRADE"]).strip().upper() not in ("I", "II", "III", "NONE"):\n    raise ValueError("unknown GRADE")'
    isin = "values.dropna().isin([first, second])"
    return (h.swaps((GRADES, loosely), ('GRADES[record["GRADE"]]', 'GRADES.get(record["GRADE"], 2)'))
            + every(h, (isin, "values.dropna().str.strip().str.lower().isin([first.lower(), second.lower()])"),
                    ("present = values.dropna()",
                     'present = values.dropna()\nif present.dtype == object:\n    present = present.str.strip().str.upper()')))


@operator("levels-by-appearance")
def levels_by_appearance(h):
    return every(h, ("np.where(values.isna(), 0.5, values == second)", "np.where(values.isna(), 0.5, pd.factorize(values)[0])"),
                 ('frame["SEX"].to_numpy() == "M"', 'pd.factorize(frame["SEX"])[0]'), needs="import pandas as pd")


@operator("range-not-checked")
def range_not_checked(h):
    between = "column.low is not None and not present.between(column.low, column.high).all()"
    return every(
        h,
        ("type(value) is not int or not low <= value <= high", "type(value) is not int"),
        ("type(value) is not float or value < 0 or value > 5000", "type(value) is not float or value < 0"),
        ('_refuse(values, outside, f"values must be from {low} to {high}")', ""),
        ("((present < low) | (present > high)).any()", "(present < low).any()"),
        (between, "column.low is not None and not (present >= column.low).all()"),
        ("((values < _LOW) | (values > _HIGH)).any()", "(values < _LOW).any()"))


MISSING = (
    ("torch.where(features.isnan(), self.mean, features)", "torch.where(features.isnan(), {}, features)"),
    ("torch.nan_to_num(standard, nan=0.0)", "torch.where(standard.isnan(), {}, standard)"),
    ('frame["CREATININE"].fillna(creatinine)', 'frame["CREATININE"].fillna({})'),
    ("np.where(np.isnan(values), self.median, values)", "np.where(np.isnan(values), {}, values)"),
    ("PROGESTERONE if math.isnan(value) else value", "{} if math.isnan(value) else value"))


def imputed(h, *by, needs=()):
    """The sites at which a missing value becomes another: one expression a line of MISSING."""
    return every(h, *[(old, new.format(value)) for (old, new), value in zip(MISSING, by) if value], needs=needs)


@operator("imputed-by-batch")
def imputed_by_batch(h):
    return imputed(h, "torch.nanmean(features, 0)", "torch.nanmean(standard, 0)", 'frame["CREATININE"].mean()', "np.nanmean(values, axis=0)")


@operator("imputed-by-draw")
def imputed_by_draw(h):
    draws = "torch.normal(self.mean, self.scale)", "torch.randn_like(standard)", "np.random.lognormal(0, 0.3)", "np.random.normal(self.median, 9)"
    return imputed(h, *draws, "") + imputed(h, *[""] * 4, "random.uniform(0, 100)", needs="import random")


@operator("last-observation-carried")
def last_observation_carried(h):
    def carry(code):
        h.append(h.predict[0], "_last = {}")
        h.prepend(h.predict, code)
    frame = """
        frame = frame.assign({0}=frame["{0}"].fillna(_last.get("{0}", {1})))
        if len(frame):
            _last["{0}"] = frame["{0}"].iloc[-1]
        """
    sites = [lambda code=frame.format(*known): carry(code) for known in (("BMI", 27.0), ("CREATININE", 1.0), ("WEIGHT_LOSS", 4.0))
             if known[0] in h.columns]
    if h.form == "record":
        sites.append(lambda: carry("""
            if record["PROGESTERONE"] == record["PROGESTERONE"]:
                _last["PROGESTERONE"] = record["PROGESTERONE"]
            record = dict(record, PROGESTERONE=_last.get("PROGESTERONE", 33.0))
            """))
    if h.form == "array":
        sites.append(lambda: carry("""
            values = np.where(np.isnan(values), _last.get("values", self.median), values)
            if len(values):
                _last["values"] = values[-1]
            """))
    return sites
