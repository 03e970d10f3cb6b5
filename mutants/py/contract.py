"""Slips in handoff.toml."""

import re

from handed import edited
from registry import operator

NULLS = {"float64": "NaN", "float32": "NaN", "str": "None", "int64": "None"}


@operator("resource-misspelt")
def resource_misspelt(h):
    return edited(h.contract, r'(?<=/)(weights|model)(?=\.\w+")', lambda m: m.group()[:-1])


@operator("contract-nullable-wrong")
def contract_nullable_wrong(h):
    sites = []
    for name in h.columns:
        dtype = re.search('dtype = "(.*)"', h.block(name)).group(1)
        if dtype in NULLS:
            sites += edited(h.contract, rf'(?<=^name = "{name}"\ndtype = "{dtype}"\n)nullable = false',
                            f'nullable = true\nnull = "{NULLS[dtype]}"')
    return sites


@operator("contract-dtype-wrong")
def contract_dtype_wrong(h):
    return edited(h.contract, r'^dtype = "int64"(?=\nnullable = false)', 'dtype = "float64"')


def budget(h, key, value):
    """Promise a time in [latency], whether or not one is promised yet."""
    text = h.contract.read_text()
    if "[latency]" not in text:
        text += "\n[latency]\n"
    text = re.sub(rf"(?m)^{key} = .*\n", "", text)
    h.contract.write_text(text.replace("[latency]\n", f'[latency]\n{key} = "{value}"\n'))


@operator("load-budget-of-a-workstation")
def load_budget(h):
    return [lambda: budget(h, "load", "10us")]


@operator("call-budget-of-a-workstation")
def call_budget(h):
    return [lambda: budget(h, "p99", "2us")]
