"""Slips in what predict's docstring says of the columns."""

import re

from entry import docstring, take_lines
from handed import edited
from registry import operator

OTHER_DTYPES = {"int64": "float64", "Int64": "int64", "float64": "float32", "float32": "float64", "str": "int64",
                "bool": "int64", "category": "str", "datetime64[ns]": "str"}


@operator("predict-undocumented")
def predict_undocumented(h):
    path, node = docstring(h, h.predict)
    return [lambda: take_lines(path, node.lineno, node.end_lineno)]


def entry_pattern(column, after):
    """A column's entry in the docstring: its head, then the deeper lines."""
    return rf"^( +){column} : {after}\n(?:\1 +.+\n)+"


def of_each_column(h, find, new):
    """A site for each column: in its entry, ``find`` becomes ``new``."""
    def rewrite(match):
        text = re.sub(find, new, match.group(), count=1, flags=re.S)
        return text if text.endswith("\n") or not text else text + "\n"
    return [site for column in h.columns for site in edited(h.predict[0], entry_pattern(column, ".*"), rewrite)]


@operator("column-left-out-of-docs")
def column_left_out_of_docs(h):
    return of_each_column(h, ".*", "")


@operator("column-without-source")
def column_without_source(h):
    return of_each_column(h, r"\s+Source: .*", "")


@operator("column-without-optionality")
def column_without_optionality(h):
    """But for a column of which more words say that it may be missing."""
    return of_each_column(h, r", (required|optional \(\w+\))(?!.*\bmissing\b)", "")


@operator("docstring-dtype-stale")
def docstring_dtype_stale(h):
    return of_each_column(h, r"(?<= : )[\w\[\]]+(?=,)", lambda m: OTHER_DTYPES[m.group()])


@operator("docstring-optionality-stale")
def docstring_optionality_stale(h):
    return of_each_column(h, r"(?<=, )(required|optional \(\w+\))",
                          lambda m: "optional (None)" if m.group() == "required" else "required")


@operator("docstring-name-misspelt")
def docstring_name_misspelt(h):
    return of_each_column(h, r"(?<=\w)\w(?=\w? : )", "")


def undocument(h, column):
    """Take a column out of the docstring."""
    edited(h.predict[0], entry_pattern(column, ".*"), "")[0]()


def document(h, column, said):
    """Put a column into the docstring, behind the last."""
    edited(h.predict[0], entry_pattern(h.columns[-1], ".*"),
           lambda m: f"{m.group()}{m.group(1)}{column} : {said[0]}\n{m.group(1)}    {said[1]}\n")[0]()
