"""Finds a contract's outputs in whatever predict returned.

Names that are not defined here are py/look.py's.
"""
import collections.abc
import json


class Refused(Exception):
    """The result is not what the outputs declare. counted: got is a count, in
    which there is nothing to hide."""

    def __init__(self, reason, output, declared, got, counted=False):
        super().__init__(got)
        self.handoff_refused = {"Reason": reason, "Output": output, "Declared": declared, "Got": got, "Counted": counted}


def reader(text):
    return Reader(json.loads(text))


class Reader:
    """outputs are dicts of name, dtype, nested (a list or json) and steps of its
    take path."""

    def __init__(self, outputs):
        self.outputs = outputs
        self.taken = [o for o in outputs if o["steps"]]
        self.found = [o for o in outputs if not o["steps"]]

    def columns(self, answers, rows, each):
        """A column for each output, and the names of what else there was.
        rows is the number of rows that one answer is for, or -1; where each,
        every answer is one row's."""
        if not each:
            return self.one(answers[0], rows)
        tables = [self.one(answer, 1) for answer in answers]
        columns = [[cells(t[0][i], 1)[0] for t in tables] for i in range(len(self.outputs))]
        return columns, tables[0][1] if tables else []

    def one(self, answer, rows):
        columns = {o["name"]: column(walk(answer, o), rows, o["nested"]) for o in self.taken}
        undeclared = []
        if self.found:
            found, undeclared = self.find(answer, rows)
            columns.update(found)
        self.count(columns, rows)
        return [columns[o["name"]] for o in self.outputs], undeclared

    def find(self, answer, rows):
        names, values = table(unwrapped(answer), rows, self.found)
        wanted = [o["name"] for o in self.found]
        if names is not None and any(n in names for n in wanted):
            return self.by_name(names, values)
        if len(self.found) == 1 and self.found[0]["nested"]:
            return {wanted[0]: column(answer, rows, True)}, []
        if names is not None and not (len(names) == len(wanted) == 1):
            raise Refused("missing", wanted[0], self.found[0]["dtype"], "columns " + ", ".join(names))
        if len(wanted) > 1 and not is_column(unwrapped(answer)):
            raise Refused("missing", wanted[0], self.found[0]["dtype"], "one " + kind(answer), counted=True)
        if len(values) < len(wanted):
            o = self.found[len(values)]
            raise Refused("missing", o["name"], o["dtype"], plural(len(values), "column"), counted=True)
        return dict(zip(wanted, values)), ["[%d]" % i for i in range(len(wanted), len(values))]

    def by_name(self, names, values):
        by_name = dict(zip(names, values))
        for o in self.found:
            if o["name"] not in by_name:
                raise Refused("missing", o["name"], o["dtype"], "columns " + ", ".join(names))
        wanted = {o["name"] for o in self.outputs}
        return {o["name"]: by_name[o["name"]] for o in self.found}, [n for n in names if n not in wanted]

    def count(self, columns, rows):
        for o in self.outputs:
            n = len(columns[o["name"]])
            if rows >= 0 and n != rows:
                raise Refused("rows", o["name"] if o in self.taken else "", plural(rows, "row"), plural(n, "row"), counted=True)
            rows = n


def plural(n, what):
    return "%d %s" % (n, what if n == 1 else what + "s")


def walk(o, output, begin=0):
    """Follows a take path from one of its steps on."""
    for i, step in enumerate(output["steps"][begin:], begin + 1):
        if isinstance(o, (list, tuple)) and step.get("subscript") == [{"all": True}]:
            return [walk(item, output, i) for item in o]
        try:
            o = getattr(o, step["attribute"]) if "attribute" in step else o[subscript(step)]
        except (LookupError, AttributeError, TypeError) as e:
            raise Refused("take", output["name"], output["take"], "%s (%s)" % (kind(o), type(e).__name__))
    return o


def subscript(step):
    key = tuple(slice(None) if i.get("all") else i.get("key", i.get("int")) for i in step["subscript"])
    return key if len(key) > 1 else key[0]


def column(o, rows, nested, alone=False):
    """o as a column: itself where it has as many items as there are rows (or
    may have another number by mistake), otherwise the one row's value, which
    may be nested. alone: what stands beside it is one row's."""
    o = unwrapped(o)
    if not is_column(o) or rows == 1 and (len(o) != 1 or nested and alone):
        return [o]
    if nested:
        return [o] if rows == 1 and not is_column(unwrapped(o[0])) and not isinstance(o[0], dict) else o
    if getattr(o, "ndim", 1) == 2 and o.shape[1] == 1:
        return o[:, 0] if is_a(o, "numpy", "ndarray") else o.iloc[:, 0]
    return o


def is_row(values, rows):
    """Whether values are those of one row: a number or a text is among them."""
    return rows == 1 and any(not is_column(unwrapped(v)) and not isinstance(v, collections.abc.Mapping) for v in values)


def table(o, rows, outputs):
    """Names (or None) and columns: what answers to the outputs by name or place
    is made a column as they say."""
    width, nested = len(outputs), {output["name"]: output["nested"] for output in outputs}
    if is_a(o, "pandas", "DataFrame") or is_a(o, "pandas", "Series"):
        o = with_index(o, list(nested))
    if is_a(o, "pandas", "DataFrame"):
        return names_of(o.columns), [o.iloc[:, i] for i in range(o.shape[1])]
    if is_a(o, "pandas", "Series"):
        return table_of_series(o, rows, width)
    if is_a(o, "numpy", "ndarray") and o.ndim > 0:
        return table_of_array(o, rows, width)
    o = by_field(o, outputs)
    if isinstance(o, collections.abc.Mapping):
        alone = is_row(o.values(), rows)
        return [str(k) for k in o], [column(v, rows, nested.get(str(k), False), alone) for k, v in o.items()]
    if isinstance(o, tuple) and hasattr(o, "_fields"):
        return table(o._asdict(), rows, outputs)
    if isinstance(o, (list, tuple)):
        return table_of_list(o, rows, outputs)
    if o is None:
        raise Refused("type", "", "%d outputs" % width if width > 1 else "an output", "None")
    return None, [[o]]


def by_field(o, outputs):
    """A named tuple, or an object such as a dataclass', as a dict of its fields
    where an output is among them; everything else as it is."""
    fields = o._asdict() if isinstance(o, tuple) and hasattr(o, "_asdict") else getattr(o, "__dict__", None)
    if isinstance(o, collections.abc.Mapping) or not fields or all(output["name"] not in fields for output in outputs):
        return o
    return {name: value for name, value in fields.items() if not name.startswith("_")}


def with_index(o, wanted):
    """A frame or series with those of its index as columns that are wanted by
    name, as the keys are by which a result was grouped."""
    indexed = [n for n in o.index.names if n in wanted]
    if is_a(o, "pandas", "Series") and indexed:
        others = [n for n in wanted if n not in indexed]
        o = o.to_frame(others[0] if o.name is None and len(others) == 1 else o.name)
    indexed = [n for n in indexed if n not in o.columns] if indexed else []
    return o.reset_index(level=indexed) if indexed else o


def names_of(columns):
    """None for columns that pandas numbered."""
    if all(not isinstance(c, str) for c in columns):
        return None
    return [str(c) for c in columns]


def table_of_series(o, rows, width):
    if width > 1 and rows == 1 and len(o) >= width:
        return names_of(o.index), [[v] for v in o]
    return None if o.name is None else names_of([o.name]), [o]


def table_of_array(o, rows, width):
    if o.dtype.names:
        return list(o.dtype.names), [o[n] for n in o.dtype.names]
    if o.ndim == 1:
        return None, [o[i : i + 1] for i in range(len(o))] if rows == 1 and len(o) == width > 1 else [o]
    if o.ndim == 2:
        return None, [o[:, i] for i in range(o.shape[1])]
    return None, [o]


def table_of_list(o, rows, outputs):
    items, width = [unwrapped(i) for i in o], len(outputs)
    if not items:
        return None, [[]] * width
    if by_field(items[0], outputs) is not items[0]:
        items = [by_field(i, outputs) for i in items]
    if all(isinstance(i, collections.abc.Mapping) for i in items):
        names = list(dict.fromkeys(k for i in items for k in i))
        return [str(n) for n in names], [[i.get(n) for i in items] for n in names]
    columns = all(is_column(i) for i in items)
    if len(items) == width > 1 and (rows == 1 and not columns or columns and (isinstance(o, tuple) or len(items) != rows)):
        alone = is_row(items, rows)
        return None, [column(i, rows, output["nested"], alone) for i, output in zip(items, outputs)]
    if not columns:
        return None, [items]
    if len({len(i) for i in items}) == 1:
        return None, [[i[k] for i in items] for k in range(len(items[0]))]
    return None, [items]


def cells(o, rows):
    return o if isinstance(o, list) else list(o)
