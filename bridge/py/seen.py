"""Describes what predict returned. Names that are not defined here are
py/look.py's.
"""
import collections.abc
import functools
import json


def describe(answers):
    """JSON of what predict returned: wrapper.Seen but for undeclared."""
    if not answers:
        return json.dumps({"type": "", "rows": 0})
    o = answers[0]
    rows = len(o) if is_column(o) else -1
    if len(answers) > 1:
        rows = len(answers)
    return '{"rows": %d, %s' % (rows, described(kind(o), *shape(o), bool(getattr(o, "requires_grad", False))))


def shape(o):
    """Names, dtypes and ranks of its columns, as tuples."""
    if is_a(o, "pandas", "DataFrame"):
        return tuple(str(c) for c in o.columns), tuple(str(d) for d in o.dtypes), ()
    if isinstance(o, collections.abc.Mapping):
        return tuple(str(k) for k in o), tuple(dtype(v) for v in o.values()), tuple(rank(v) for v in o.values())
    return (), (dtype(o),), (rank(o),)


def rank(o):
    if isinstance(o, (list, tuple)):
        return 1 + (rank(o[0]) if o else 0)
    return getattr(o, "ndim", 0)


def dtype(o):
    if isinstance(o, (list, tuple)) and o:
        return "%s of %s" % (type(o).__name__, dtype(o[0]))
    return str(getattr(o, "dtype", kind(o)))


@functools.lru_cache(64)
def described(name, columns, dtypes, ranks, grad):
    seen = {"type": name, "columns": columns, "dtypes": dtypes, "ranks": ranks, "requires_grad": grad}
    return json.dumps(seen)[1:]
