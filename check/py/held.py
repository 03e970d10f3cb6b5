"""What a name may hold of the caller's input."""


class Frame:
    """The caller's frame or record, a row of it, or one derived from it.

    created are the columns put in since, open means that any may have been;
    whole, that it holds columns of which nobody has said that they are used.
    """

    def __init__(self, created=(), open=False, whole=True):
        self.created, self.open, self.whole = set(created), open, whole

    def derive(self):
        return Frame(self.created, self.open, self.whole)

    def selected(self, labels):
        return Frame(self.created | set(labels), self.open, False)


class Rows:
    """What is iterated to give rows of a frame, each alone or second in a pair."""

    def __init__(self, frame, paired):
        self.frame, self.paired = frame, paired


class Indexer:
    """frame.loc, or by position frame.iloc."""

    def __init__(self, frame, positional):
        self.frame, self.positional = frame, positional


class Mask:
    """The outcome of a comparison, which selects rows."""


def is_whole(value):
    frame = value if isinstance(value, Frame) else getattr(value, "frame", None)
    return isinstance(frame, Frame) and frame.whole
