"""Prepares sys for a model, and shows what it prints."""
import io
import sys

LIMIT = 1 << 20  # bytes kept of each stream between two drains


class Bounded(io.RawIOBase):
    """Keeps the first LIMIT bytes written to it."""

    def __init__(self):
        self.kept = bytearray()
        self.truncated = False

    def writable(self):
        return True

    def write(self, data):
        room = LIMIT - len(self.kept)
        self.kept += memoryview(data)[:room]
        self.truncated |= len(data) > room
        return len(data)


captured = []


def settle(path, prints):
    """Appends path to sys.path and captures prints. Gives the folders that
    the interpreter itself reads from."""
    sys.path.extend(path)
    if prints:
        captured[:] = Bounded(), Bounded()
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
            for raw in captured
        )
    return "\n".join({sys.prefix, sys.base_prefix, *path})


def drain():
    """Flushes both streams; gives what was captured since the last drain."""
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except Exception:  # a model may have closed or replaced it
            pass
    if not captured:
        return None
    texts = [raw.kept.decode("utf-8", "replace") for raw in captured]
    truncated = any(raw.truncated for raw in captured)
    for raw in captured:
        raw.__init__()
    return (*texts, truncated)
