import struct


def of(module):
    """The kinds of a module: its public functions, and those it made."""
    own = {n: f for n, f in vars(module).items() if getattr(f, "__module__", "") == module.__name__ and n[0] != "_"}
    return {n: f for n, f in {**own, **getattr(module, "MADE", {})}.items() if not isinstance(f, type)}


def value(id, output):
    """A number that no other record and output has, and that half, bfloat16,
    float32 and float64 all hold."""
    return struct.unpack("<f", struct.pack("<I", (0x3F80 + 4 * id + output) << 16))[0]


class Table:
    """What a model has to say of n records: a value for each of k outputs."""

    def __init__(self, ids, outputs):
        self.ids, self.n, self.k = ids, len(ids), outputs
        self.rows = [[value(i, j) for j in range(outputs)] for i in ids]
        self.columns = [[row[j] for row in self.rows] for j in range(outputs)]
        self.one = self.columns[0]
        self.names = ["o%d" % j for j in range(outputs)]
        self.others = ["p%d" % j for j in range(outputs)]
        self.gaps = [i % 3 == 0 for i in ids]
        self.ordered = sorted(range(self.n), key=lambda i: ids[i])

    def named(self, names=None):
        """The columns by name."""
        return dict(zip(names or self.names, self.columns))
