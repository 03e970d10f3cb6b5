"""Holds what labels a result's rows against the rows that predict was given.

Names that are not defined here are py/look.py's and py/cell.py's.
"""
import collections


class Moved(Exception):
    """The labels are those of the rows in another order."""

    def __init__(self, what):
        got = "them in another, by " + what
        super().__init__(got)
        fix = "return the rows in the order in which they were given"
        self.handoff_refused = {"Reason": "order", "Output": "", "Declared": "the rows of the call in their order", "Got": got, "Counted": True, "Fix": fix}


def agree(labels, given, keys, index, rows):
    """labels are py/result.py's: the name of a column, the row of its first value,
    and its values; or None and an index. given are the columns by name, as lists.
    index are the labels of the rows, None where they are numbered from 0."""
    for name, values in joined(labels):
        if name is None:
            agree_index(values, list(range(rows)) if index is None else index, [plain(given[key]) for key in keys if key in given])
        elif name in given:
            agree_column(name, values, plain(given[name]), name in keys)


def joined(labels):
    """Each index, and each column as a dict of row and value."""
    found, last = [], {}
    for name, first, values in labels:
        if name is None:
            found.append((name, values))
            continue
        if first == 0 or name not in last:
            last[name] = {}
            found.append((name, last[name]))
        last[name].update(enumerate(plain(values), first))
    return found


def agree_column(name, values, given, is_key):
    """A key is the row's own. Another column may have been changed: it labels the
    rows where all that was given is still there, at other rows."""
    pairs = [(given[row], as_key(v, given[row]) if is_key else v) for row, v in values.items() if row < len(given)]
    if all(was == v for was, v in pairs):
        return
    present = [(was, v) for was, v in pairs if was is not None and v is not None]
    there = collections.Counter(was for was, _ in pairs if was is not None) - collections.Counter(v for _, v in pairs)
    if is_key or any(was != v for was, v in present) and not there:
        raise Moved('column "%s"' % name)


def as_key(value, given):
    """A key as text where the records have it so, and the model made a number of it."""
    return str(value) if isinstance(given, str) and isinstance(value, int) else value


def agree_index(index, given, keys):
    """The labels that were given, the keys, or running numbers, in another order,
    also where they were made texts, are of the rows in that order."""
    if is_a(index, "pandas", "RangeIndex") and index.start == 0 and index.step == 1 or len(index) != len(given):
        return
    labels = plain(index)
    if labels == given or labels == list(range(len(labels))):
        return
    if set(labels) <= set(given) or any(is_rearranged(labels, of) for of in [given, *keys]) or is_shuffled(labels):
        raise Moved("their index")


def is_rearranged(labels, of):
    """Whether they are as texts the same in another order."""
    labels, of = list(map(str, labels)), list(map(str, of))
    return labels != of and collections.Counter(labels) == collections.Counter(of)


def is_shuffled(labels):
    """Whether they are numbers that run from any first one, in another order."""
    if not all(type(label) is int for label in labels):
        return False
    running = list(range(min(labels), min(labels) + len(labels)))
    return labels != running and sorted(labels) == running


def plain(values):
    """Values that can be compared and counted; what is missing is None."""
    return [hashable(None if is_missing(c, "") else scalar(c)) for c in cells_of(unboxed(values))]


def hashable(c):
    try:
        hash(c)
    except TypeError:
        return repr(c)
    return c
