"""Describes an exception without trusting it."""
import functools
import json
import os
import sys
import traceback

OURS = "<handoff>/"
FRAMES = 100  # kept of a traceback: the outermost fifth and the innermost rest
LIMIT = 1 << 16  # characters kept of a text


def describe(kind, value, tb, roots):
    """JSON of the exception: type, message, frames; its traceback in pieces,
    each with whether it is a line of code rather than of text; where in the
    glue it was raised, if there and not beyond; what a Refused says."""
    every = guarded(lambda: list(traceback.extract_tb(tb)), [])
    frames = [f for f in every if not f.filename.startswith(OURS)]
    if len(frames) > FRAMES:
        frames = frames[: FRAMES // 5] + frames[-FRAMES * 4 // 5 :]
    shown = [frame(f.filename, f.lineno, f.name, f.line, roots) for f in frames]
    if issubclass(kind, SyntaxError) and os.path.isfile(str(getattr(value, "filename", ""))):
        # Not of what eval was given: that may be a patient's value.
        shown.append(frame(value.filename, value.lineno or 0, "<module>", str(value.text or "").strip(), roots))
    while tb and tb.tb_frame.f_code.co_filename.startswith(OURS):
        tb = tb.tb_next
    return json.dumps(
        {
            "type": name(written(kind)),
            "message": guarded(lambda: str(value), "(its __str__ raises)")[:LIMIT],
            "frames": shown,
            "pieces": guarded(lambda: pieces(kind, value, tb), []),
            "glue": "" if frames or not every else "%s:%d" % (every[-1].filename, every[-1].lineno),
            "refused": getattr(value, "handoff_refused", None),
        }
    )


def pieces(kind, value, tb):
    whole = traceback.TracebackException(kind, value, tb)
    code, chain = set(), [whole]
    while chain:
        e = chain.pop()
        code.update(e.stack.format())
        e.exc_type = written(e.exc_type)
        chain += [c for c in (e.__cause__, e.__context__) if c is not None]
    return [(line in code, line[:LIMIT]) for line in whole.format()][-3 * FRAMES :]


def frame(file, line, function, source, roots):
    author, path = False, os.path.abspath(file)
    for root in roots:
        if path == root or path.startswith(root.rstrip("/") + "/"):
            file, author = os.path.relpath(path, os.path.dirname(root)), True
            break
    return {"file": file, "line": line, "function": function, "source": source or "", "author": author}


def written(kind):
    """The class, or the nearest base that a module has by its name: a class
    made at run time may be named after anything, a patient too."""
    return next(c for c in kind.__mro__ if guarded(lambda: found(c), None) is c or c is BaseException)


def found(kind):
    return functools.reduce(getattr, kind.__qualname__.split("."), sys.modules[kind.__module__])


def name(kind):
    module = str(getattr(kind, "__module__", "builtins"))
    return kind.__qualname__ if module == "builtins" else module + "." + kind.__qualname__


def guarded(make, instead):
    try:
        return make()
    except BaseException:  # the model's own __str__ may do anything, exit too
        return instead
