"""Slips between the columns that are promised and those that are read."""

import ast
import csv
import io
import json
import re

from docs import document, undocument
from registry import operator


def first_integer(h):
    """The first column of int64 that may not be missing."""
    return next(name for name in h.columns if re.search('"int64"\nnullable = false', h.block(name)))


@operator("column-undeclared")
def column_undeclared(h):
    def forget(column):
        undocument(h, column)
        h.contract.write_text(h.contract.read_text().replace(h.block(column) + "\n", ""))
    return [lambda column=column: forget(column) for column in h.columns]


@operator("identifier-dropped")
def identifier_dropped(h):
    return [lambda name=name: h.prepend(h.predict, f'frame = frame.drop(columns=["{name}"])')
            for name in ("PAT_MRN_ID", "PAT_ID")]


@operator("optional-column-undeclared")
def optional_column_undeclared(h):
    column = first_integer(h)
    code = {"dataframe": f'if "BIRTH_DATE" in frame:\n    frame = frame.assign({column}=2024 - frame["BIRTH_DATE"].dt.year)',
            "record": f'if record.get("BIRTH_YEAR"):\n    record = dict(record, {column}=2024 - record["BIRTH_YEAR"])'}
    return [lambda: h.prepend(h.predict, code[h.form])]


@operator("column-never-read")
def column_never_read(h):
    def declare(name, of):
        text = h.contract.read_text()
        table = (f'[[columns]]\nname = "{name}"\ndtype = "int64"\nnullable = false\nsource = "{of}"\n'
                 'range = [0, 60]\ndescription = "Days in hospital"\n\n')
        h.contract.write_text(text.replace("[[outputs]]", table + "[[outputs]]", 1))
        document(h, name, ("int64, required", f"Days in hospital, 0 to 60. Source: {of}."))
        for example in sorted((h.project / "examples").glob("golden.[cj]s*")):
            widen(example, name)
    return [lambda name=name: declare(name, "PAT_ENC_HSP.HOSP_DISCH_TIME") for name in ("LENGTH_OF_STAY", "ICU_DAYS")]


def widen(path, name):
    """Give each record of a file one more column."""
    if path.suffix == ".jsonl":
        records = [dict(json.loads(line), **{name: i % 9}) for i, line in enumerate(path.read_text().splitlines())]
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return
    head, *rows = csv.reader(io.StringIO(path.read_text()))
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head + [name]] + [row + [i % 9] for i, row in enumerate(rows)])


def respell(h, old, new):
    """Spell a column otherwise throughout the code, not in docstrings."""
    while True:
        found = next(((path, node) for path, node in h.nodes(ast.Constant) if node.value == old), None)
        if not found:
            return
        h.put(*found, json.dumps(new))


def read_columns(h):
    return [name for name in h.columns if any(node.value == name for _, node in h.nodes(ast.Constant))]


@operator("column-look-alike")
def column_look_alike(h):
    for name in read_columns(h):
        alikes = {name.replace("O", "0", 1), name.replace("I", "1", 1), name[:-2] + name[-1]} - {name}
        for alike in sorted(alikes):
            yield lambda name=name, alike=alike: respell(h, name, alike)


@operator("column-in-other-case")
def column_in_other_case(h):
    return [lambda name=name: respell(h, name, name.lower()) for name in read_columns(h)]
