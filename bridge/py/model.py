"""Finds what a contract names."""
import functools
import importlib
import inspect
import json
import os


def entry(name):
    """What "pkg.mod:callable" names."""
    module, _, path = name.partition(":")
    return attribute(call(importlib.import_module, module), path)


def attribute(o, path):
    """What can be called by that name: better said now than of every record."""
    found = functools.reduce(getattr, path.split("."), o)
    if not callable(found):
        raise TypeError("'%s' is not callable: it is of type %s" % (path, type(found).__name__))
    return found


def taking(function, parameter, model):
    """function with the model as that parameter: in its place where it comes
    before the input, as in score(model, frame), otherwise by keyword."""
    try:
        first = next(iter(inspect.signature(function).parameters.values()), None)
    except (TypeError, ValueError):  # native code need not tell its parameters
        first = None
    if first and first.name == parameter and first.kind != first.KEYWORD_ONLY:
        return functools.partial(function, model)
    return functools.partial(function, **{parameter: model})


def keyword(function, constants):
    """The one parameter that is left for the input, of a function that takes
    all by keyword, as score(*, frame); otherwise ""."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ""
    if any(p.kind != p.KEYWORD_ONLY for p in parameters):
        return ""
    left = [p.name for p in parameters if p.default is p.empty and p.name not in constants]
    return left[0] if len(left) == 1 else ""


def naming(function, parameter):
    """function, which then takes that parameter in first place."""
    return lambda input, **constants: function(**{parameter: input}, **constants)


def call(function, /, *args, **kwargs):
    """Calls from a Python frame, as any program does: what looks at its caller
    (patsy's formulas, warnings' stacklevel) finds one. A process that was
    forked in it and comes back ends here: the answer is its parent's to give."""
    process = os.getpid()
    try:
        return function(*args, **kwargs)
    finally:
        if os.getpid() != process:
            os._exit(1)


def torch_load(path):
    import torch

    return torch.load(path, map_location="cpu")


def from_json(data):
    return json.loads(data)
