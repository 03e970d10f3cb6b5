"""Finds a contract's outputs in what predict returned.

There is one reading of a result, fixed before the call by the contract and the
form: never by how long the result is, how deeply it is nested, or of what type
its items are. What has no place in it is refused. docs/contract.md, "Results",
says the same for users.

One record's result (Record), of the forms record and arguments, of one image,
and of one key:

    anything            the whole, where the one output is json
    None                missing values
    what has names      each output by its name
    a value             the one output
    a sequence          of one output the one item, of dtype list the whole; of
                        k outputs k items
    one row of these    that row, where no output is json: the value is the same
                        in each way of looking at it

Many records' results (Table), of the forms dataframe, array and tensor, and of
images in batches, where n is the number of rows, 1 like any other:

    what has names      a column of n for each output, by its name
    a numbered frame    k columns by their place
    an array            (n,) or (n, k); of the one output (n, ...) where it is nested
    a tuple             k columns
    a list              n records' results

What fits two of these, as a list of n lists of n, is read, and Result.square
says where: the caller asks the model once more, with a row repeated.

Names that are not defined here are py/look.py's.
"""
import collections.abc
import json

TWICE = object()  # stands for what a name has that several have
PLAIN = {int, float, str, bool, type(None)}  # types of values that are of no container


class Refused(Exception):
    """The result is not what the outputs declare. counted: got is a count, in
    which there is nothing to hide. fix: what to do about it, where that is known."""

    def __init__(self, reason, output, declared, got, counted=False, fix=""):
        super().__init__(got)
        self.handoff_refused = {"Reason": reason, "Output": output, "Declared": declared, "Got": got, "Counted": counted, "Fix": fix}


def reader(text, keyed):
    return Reader(json.loads(text), keyed)


class Reader:
    """outputs are dicts of name, dtype, json, list (whether it is of that dtype)
    and steps of its take path. keyed: results are of keys, which they carry by
    name."""

    def __init__(self, outputs, keyed):
        self.outputs, self.keyed = outputs, keyed
        self.given = frozenset()
        self.names = [o["name"] for o in outputs]
        self.taken = [o for o in outputs if o["steps"]]
        self.found = [o for o in outputs if not o["steps"]]

    def give(self, names):
        """Takes the names of the columns that predict has, which label rows where
        a result has them. Results of keys are matched by these."""
        self.given = frozenset(() if self.keyed else names)

    def columns(self, answers, rows, each):
        """What predict's answers hold: a column for each output, the names of what
        else there was, what labels the rows (see py/labels.py), and where they
        fit two readings. Where each, every answer is one result: of one record,
        or of the rows of one key. Else rows is the number of results that the
        answer is to hold, -1 where only the model knows."""
        if not each:
            table = Table(self, rows)
            return table.columns(answers[0]), table.undeclared, table.labels, sorted(table.square)
        records = [Record(self, i, rows if len(answers) == 1 else 1) for i in range(len(answers))]
        values = [r.values(answer) for r, answer in zip(records, answers)]
        labels = [label for r in records for label in r.labels]
        square = sorted({place for r in records for place in r.square})
        return [[v[name] for v in values] for name in self.names], records[0].undeclared if records else [], labels, square


class Result:
    """What is noted on reading a result of so many rows besides its outputs."""

    def __init__(self, reader, rows):
        self.reader, self.rows = reader, rows
        self.undeclared, self.labels, self.square = [], [], set()
        self.seen = []  # what labels were taken of already

    def by_name(self, named, outputs, read):
        """The outputs by their names in a dict of what has that name."""
        for o in outputs:
            if named.get(o["name"], TWICE) is TWICE:
                got = "columns " + ", ".join(named) if o["name"] not in named else "two columns of that name"
                raise Refused("missing", o["name"], o["dtype"], got, fix=by_take(o, '["NAME"]'))
        self.undeclared = [n for n in named if n not in self.reader.names]
        return {o["name"]: read(named[o["name"]], o) for o in outputs}

    def doubt(self, place, square):
        """Notes where a result has as many items in another direction as rows."""
        if square and self.rows > 1:
            self.square.add(place)

    def is_new(self, o):
        """Whether an object is seen for the first time."""
        if any(o is seen for seen in self.seen):
            return False
        self.seen.append(o)
        return True

    def labelling(self, named):
        """Those of a result's columns that are columns of the records."""
        return [n for n in named if n in self.reader.given and n not in self.reader.names and named[n] is not TWICE]

    def places(self, o, indexes):
        """Notes where a take path goes by place into as many items as there are
        rows: it may have taken one row's values for a column."""
        if is_a(o, "pandas", "DataFrame") or is_a(o, "pandas", "Series"):
            return
        lengths = getattr(o, "shape", None) or ((len(o),) if isinstance(o, (list, tuple)) else ())
        self.doubt("place", any("int" in i and n == self.rows for i, n in zip(indexes, lengths)))


class Record(Result):
    """Reads the result of one record, that of a row of the call, or of the rows
    of one key."""

    def __init__(self, reader, row, rows):
        super().__init__(reader, rows)
        self.row = row

    def values(self, answer):
        """The value of each output by its name."""
        values = {}
        for o in self.reader.taken:
            found = walk(answer, o, self.visit)
            values[o["name"]] = found if o["json"] else self.read(found, [o])[o["name"]]
        if self.reader.found:
            values.update(self.read(answer, self.reader.found))
        return values

    def visit(self, o, indexes, _):
        self.places(o, indexes)
        self.note(o, fields(o, self.reader.names))

    def note(self, o, named):
        """Notes what of a result says whose it is."""
        if not self.is_new(o):
            return
        self.labels += [(n, self.row, [named[n]]) for n in self.labelling(named or {})]
        if (is_a(o, "pandas", "DataFrame") or is_a(o, "pandas", "Series")) and len(o) == 1:
            self.labels += [(n, self.row, v) for n, _, v in labels_in(o.index, self.reader.given) if n is not None]

    def read(self, answer, outputs):
        names = [o["name"] for o in outputs]
        if answer is None:
            return dict.fromkeys(names)
        if len(outputs) == 1 and outputs[0]["json"]:
            return {names[0]: whole(answer, outputs[0])}
        if getattr(answer, "ndim", 0) > 2:
            raise Refused("shape", "", plural(len(outputs), "value"), "%d dimensions" % answer.ndim, counted=True)
        answer = unwrapped(answer) if any(o["json"] for o in outputs) else row_in(answer, names)
        if answer is None:
            return dict.fromkeys(names)
        named = fields(answer, names)
        self.note(answer, named)
        if named is not None:
            return self.by_name(named, outputs, value)
        if len(outputs) == 1:
            return {names[0]: value(answer, outputs[0])}
        if self.reader.keyed or is_a(answer, "pandas", "DataFrame") or not is_column(answer) or is_labelled(answer):
            raise Refused("missing", names[0], outputs[0]["dtype"], "one " + kind(answer), counted=True)
        if len(answer) != len(outputs) or getattr(answer, "ndim", 1) > 1:
            raise Refused("shape", "", plural(len(outputs), "value"), plural(len(answer), "value"), counted=True, fix=by_take(outputs[0], "[0]"))
        self.doubt("values", len(answer) == self.rows)  # each may be of a row
        return {o["name"]: value(v, o) for o, v in zip(outputs, answer)}


class Table(Result):
    """Reads the results of many records, of as many rows as were given."""

    def columns(self, answer):
        """A column for each output."""
        columns = {}
        for o in self.reader.taken:
            found = walk(answer, o, self.visit)
            columns.update(self.read(found, [o], taken=True))
        if self.reader.found:
            columns.update(self.read(answer, self.reader.found))
        self.count(columns)
        return [columns[name] for name in self.reader.names]

    def visit(self, o, indexes, row):
        self.places(o, indexes)
        if row is None:
            self.index(o)
            self.note(columns_in(o, self.reader.names) or {})
        elif self.is_new(o):
            named = fields(o, self.reader.names) or {}
            self.labels += [(n, row, [named[n]]) for n in self.labelling(named)]

    def note(self, named):
        """Notes the columns of a result that say whose its rows are."""
        for name in self.labelling(named):
            values = unwrapped(named[name])
            if is_column(values) and self.is_new(named[name]):
                self.labels.append((name, 0, values))

    def count(self, columns):
        rows = self.rows
        for name, column in columns.items():
            n = len(column)
            if rows >= 0 and n != rows:
                raise Refused("rows", name if any(o["name"] == name for o in self.reader.taken) else "", plural(rows, "row"), plural(n, "row"), counted=True)
            rows = n

    def read(self, answer, outputs, taken=False):
        if answer is None:
            raise Refused("type", "", plural(len(outputs), "output"), "None", counted=True)
        answer = unwrapped(answer)
        names = [o["name"] for o in outputs]
        self.index(answer)
        if self.reader.keyed:
            answer = with_index(answer, names)
        named = columns_in(answer, names)
        if named is not None:
            self.note(named)
            return self.by_name(named, outputs, self.column)
        if isinstance(answer, list):
            return self.of_list(answer, outputs, taken)
        if self.reader.keyed and not taken:
            raise Refused("missing", names[-1], "results that carry their keys by name", "one " + kind(answer) + " without names", counted=True)
        if isinstance(answer, tuple):
            return self.of_columns(list(answer), outputs, "value")
        if is_a(answer, "pandas", "DataFrame"):
            return self.of_columns(numbered(answer, outputs), outputs, "column", square=len(answer) == answer.shape[1])
        if len(outputs) > 1 and getattr(answer, "ndim", 0) == 2:
            return self.of_columns([answer[:, i] for i in range(answer.shape[1])], outputs, "column", square=len(answer) == answer.shape[1])
        if len(outputs) > 1 and is_column(answer):
            return self.of_columns([answer], outputs, "column")
        return {names[0]: self.column(answer, outputs[0])}

    def of_columns(self, columns, outputs, what, square=True):
        """Columns by their place, a what each."""
        n, k = len(columns), len(outputs)
        if n != k:
            path = ("[%d]" if what == "value" else "[:, %d]") % (n - 1)
            raise Refused("shape", "", plural(k, what), plural(n, what), counted=True, fix=by_take(outputs[0], path) if n > k else "")
        self.doubt("columns", square and k == self.rows)
        return {o["name"]: self.column(c, o) for o, c in zip(outputs, columns)}

    def of_list(self, answer, outputs, taken):
        """n records' results."""
        n, o = len(answer), outputs[0]
        if n != self.rows >= 0:
            fix = by_take(o, "[0]") if 0 < n <= 9 and all(is_column(i) and len(i) == self.rows for i in answer) else ""
            raise Refused("rows", "", plural(self.rows, "row"), plural(n, "row"), counted=True, fix=fix)
        if len(outputs) == 1 and not o["json"] and not o["list"] and all(type(i) in PLAIN for i in answer):
            return {o["name"]: answer}
        self.doubt("rows", is_square(answer))
        lone_json = len(outputs) == 1 and o["json"]
        if taken and lone_json:
            return {o["name"]: answer}
        if n and not lone_json and all(type(i) is dict and all(o["name"] in i for o in outputs) for i in answer):
            return self.of_dicts(answer, outputs)
        own = [label_of(i) for i in answer]
        if not self.reader.keyed and None not in own and len(set(map(str, own))) == n:
            self.labels.append((None, 0, own))
        records = [Record(self.reader, i, 1) for i in range(n)]
        values = [r.read(item, outputs) for r, item in zip(records, answer)]
        self.labels += [label for r in records for label in r.labels]
        self.undeclared = records[0].undeclared if records else []
        return {o["name"]: [v[o["name"]] for v in values] for o in outputs}

    def of_dicts(self, answer, outputs):
        """n records' results that all have the names, a name at a time: the same
        as record by record, in a tenth of the time."""
        named = {n: [i.get(n) for i in answer] for n in answer[0]}
        self.note(named)
        return self.by_name(named, outputs, self.column)

    def column(self, o, output):
        """o as the values of an output, one a row."""
        given, o = o, unwrapped(o)
        self.index(o)
        dimensions = getattr(o, "ndim", 1)
        if not is_column(o):
            raise Refused("rows", output["name"], plural(self.rows, "row") if self.rows >= 0 else "a column", "one " + kind(given), counted=True)
        if (output["json"] or output["list"]) and not is_a(o, "pandas", "DataFrame"):
            self.doubt("values of " + output["name"], len(o) == self.rows and is_square(o))
            return o if isinstance(o, list) or dimensions == 2 and not output["json"] else list(o)
        if dimensions == 1:
            return o if not isinstance(o, (list, tuple)) or all(type(i) in PLAIN for i in o) else [value(i, output) for i in o]
        if dimensions == 2 and o.shape[1] == 1:
            return o.iloc[:, 0] if is_a(o, "pandas", "DataFrame") else loaded("numpy").asarray(o)[:, 0]
        width = o.shape[1] if dimensions == 2 else o.size // max(len(o), 1)
        raise Refused("shape", output["name"], "1 column", plural(width, "column"), counted=True, fix=by_take(output, "[:, %d]" % (width - 1)))

    def index(self, o):
        """Notes what the index of a frame or series says of its rows."""
        if not is_a(o, "pandas", "DataFrame") and not is_a(o, "pandas", "Series") or self.reader.keyed:
            return
        if self.is_new(o.index):
            self.labels += labels_in(o.index, self.reader.given)


def whole(o, output):
    """A result that is a JSON value, unless it may be meant to hold that by name."""
    if output["name"] in names_in(o):
        raise Refused("shape", output["name"], "one reading", "a result that has the output's name within it", counted=True,
                      fix="%s, or take = '[...]' for the whole" % by_take(output, '["%s"]' % output["name"]))  # fmt: skip
    return o


def names_in(o):
    """The names that a result has, if any."""
    if is_a(o, "pandas", "DataFrame"):
        return list(o.columns)
    if is_a(o, "pandas", "Series"):
        return list(o.index)
    return getattr(getattr(o, "dtype", None), "names", None) or fields_of(o) or ()


def value(o, output):
    """o as one value of an output."""
    if output["json"]:
        return o
    o = unwrapped(o)
    if output["list"]:
        if is_a(o, "pandas", "DataFrame"):
            raise Refused("shape", output["name"], "1 value", "one " + kind(o), counted=True, fix=by_take(output, ".values[0]"))
        return o.item() if is_a(o, "numpy", "ndarray") and o.ndim == 0 else o
    for _ in range(3):
        if not is_column(o):
            return o
        if getattr(o, "size", len(o)) != 1 or len(o) != 1:
            raise Refused("shape", output["name"], "1 value", plural(len(o), "value"), counted=True, fix=by_take(output, "[%d]" % max(len(o) - 1, 0)))
        o = unwrapped(first(o))
    raise Refused("shape", output["name"], "1 value", "one " + kind(o), counted=True)


def row_in(o, names):
    """The one row in a list, tuple or array of one; else o. A value is the same
    in both."""
    o = unwrapped(o)
    if isinstance(o, (list, tuple)) and len(o) == 1 and fields(o, names) is None:
        item = unwrapped(o[0])
        return item if is_column(item) or fields(item, names) is not None else o
    return o[0] if is_a(o, "numpy", "ndarray") and o.ndim == 2 and len(o) == 1 else o


def is_labelled(o):
    """Whether a series has other labels than the places of its values."""
    return is_a(o, "pandas", "Series") and list(o.index) != list(range(len(o)))


def first(o):
    return o.iloc[(0,) * o.ndim] if hasattr(o, "iloc") else o[0]


def fields(o, names):
    """One record's result by names, or None where it has none."""
    if is_a(o, "pandas", "DataFrame"):
        named = columns_in(o, names)
        if len(o) != 1:
            raise Refused("rows", "", "1 row", plural(len(o), "row"), counted=True)
        return named and {n: c.iloc[0] for n, c in named.items()}
    if is_a(o, "pandas", "Series"):
        # An index that has a name is of rows, as grouping leaves it.
        texts = len(o) > 0 and o.index.name is None and o.name not in names and all(isinstance(label, str) for label in o.index)
        return unique(o.index, o) if texts else None
    if is_a(o, "numpy", "void") and o.dtype.names:
        return {n: o[n] for n in o.dtype.names}
    if is_a(o, "numpy", "ndarray") and o.dtype.names and o.size == 1:
        return {n: o.reshape(-1)[n][0] for n in o.dtype.names}
    named = fields_of(o)
    if isinstance(o, (collections.abc.Mapping, tuple)) or named and any(n in named for n in names):
        return named
    return None


def fields_of(o):
    """What a dict, a named tuple, or an object such as a dataclass' holds, by
    its name; None for everything else."""
    if isinstance(o, collections.abc.Mapping):
        return unique(o.keys(), o.values())
    if isinstance(o, tuple):
        return o._asdict() if hasattr(o, "_asdict") else None
    held = getattr(o, "__dict__", None)
    return {n: v for n, v in held.items() if not n.startswith("_")} if isinstance(held, dict) else None


def columns_in(o, names):
    """Many records' results by names, or None where they have none."""
    if is_a(o, "pandas", "DataFrame"):
        if all(is_number(label) for label in o.columns):
            return None
        return unique(o.columns, [o.iloc[:, i] for i in range(o.shape[1])])
    if is_a(o, "numpy", "ndarray"):
        return {n: o[n] for n in o.dtype.names} if o.dtype.names else None
    return None if is_a(o, "pandas", "Series") else fields(o, names)


def unique(names, values):
    """A dict of what has names. Names that are no text are theirs as text."""
    named = {}
    for name, v in zip(names, values):
        name = str(name)
        named[name] = TWICE if name in named else v
    return named


def numbered(frame, outputs):
    """The columns of a frame that has numbers for their names."""
    if list(frame.columns) != list(range(frame.shape[1])):
        raise Refused("missing", outputs[0]["name"], outputs[0]["dtype"], "columns " + ", ".join(map(str, frame.columns)),
                      fix=by_take(outputs[0], "[NUMBER]"))  # fmt: skip
    return [frame.iloc[:, i] for i in range(frame.shape[1])]


def is_number(label):
    return not isinstance(label, (str, tuple)) and hasattr(label, "__index__")


def is_square(o):
    """Whether another dimension is as long as the first."""
    if getattr(o, "ndim", 1) > 1:
        return len(o) in o.shape[1:]
    return all(spans(i, len(o)) for i in map(unwrapped, o))


def spans(o, n):
    """Whether what has no names holds n items, or does so in a list around it."""
    while is_column(o) and not isinstance(o, tuple) or isinstance(o, tuple) and not hasattr(o, "_asdict"):
        if getattr(o, "ndim", 1) > 1:
            return n in o.shape
        if len(o) != 1:
            return len(o) == n
        o = unwrapped(first(o))
    return False


def with_index(o, wanted):
    """A frame or series with those of its index as columns that are wanted by
    name, as the keys are by which a result was grouped."""
    if not is_a(o, "pandas", "DataFrame") and not is_a(o, "pandas", "Series"):
        return o
    indexed = [n for n in o.index.names if n in wanted]
    if is_a(o, "pandas", "Series") and indexed:
        others = [n for n in wanted if n not in indexed]
        o = o.to_frame(others[0] if o.name is None and len(others) == 1 else o.name)
    for n in indexed:
        if n in o.columns and list(o[n]) != list(o.index.get_level_values(n)):
            raise Refused("shape", n, "one reading", "a key as index and another as column", counted=True)
    indexed = [n for n in indexed if n not in o.columns] if indexed else []
    return o.reset_index(level=indexed) if indexed else o


def label_of(o):
    """The label of a row that is a series or a frame of its own, or None."""
    if is_a(o, "pandas", "Series"):
        return o.name
    return o.index[0] if is_a(o, "pandas", "DataFrame") and len(o) == 1 else None


def labels_in(index, given):
    """What an index says of rows: that of columns that were given, or its own
    labels, under the name None."""
    named = [(i, n) for i, n in enumerate(index.names) if n in given]
    if named:
        return [(n, 0, index.get_level_values(i)) for i, n in named]
    counted = is_a(index, "pandas", "RangeIndex") and index.start == 0 and index.step == 1
    return [(None, 0, index)] if index.nlevels == 1 and not counted else []


def walk(o, output, visit, begin=0, row=None):
    """Follows a take path from one of its steps on. visit is told what each step
    goes into, by which indexes, and in the result of which row, where that is one."""
    for i, step in enumerate(output["steps"][begin:], begin + 1):
        indexes = step.get("subscript", [])
        if isinstance(o, (list, tuple)) and indexes == [{"all": True}]:
            visit(o, indexes, row)
            return [walk(item, output, visit, i, n if row is None else row) for n, item in enumerate(o)]
        if indexes == [{"ellipsis": True}]:
            continue
        visit(o, indexes, row)
        try:
            o = getattr(o, step["attribute"]) if "attribute" in step else o[subscript(indexes)]
        except (LookupError, AttributeError, TypeError) as e:
            raise Refused("take", output["name"], output["take"], "%s (%s)" % (kind(o), type(e).__name__))
    return o


def subscript(indexes):
    key = tuple(slice(None) if i.get("all") else Ellipsis if i.get("ellipsis") else i.get("key", i.get("int")) for i in indexes)
    return key if len(key) > 1 else key[0]


def by_take(output, path):
    return "say which is output \"%s\", as in take = '%s'" % (output["name"], path)


def plural(n, what):
    return "%d %s" % (n, what if n == 1 else what + "s")
