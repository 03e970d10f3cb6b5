"""What a result is. Nothing is imported for it: a result can't be numpy's,
pandas' or torch's unless the model has imported them.
"""
import collections.abc
import sys


def loaded(name):
    return sys.modules.get(name)


def is_a(o, module, kind):
    m = loaded(module)
    return m is not None and isinstance(o, getattr(m, kind, ()))


def unwrapped(o):
    """Tensors and array-likes as numpy arrays, everything else as it is."""
    if is_a(o, "torch", "Tensor"):
        o = o.detach().cpu()
        return numbers_of(o.float() if str(o.dtype) == "torch.bfloat16" else o)
    if is_a(o, "numpy.ma", "MaskedArray"):
        return unmasked(o)
    if is_a(o, "numpy", "matrix"):
        return loaded("numpy").asarray(o)
    foreign = not is_a(o, "numpy", "ndarray") and not is_a(o, "pandas", "DataFrame") and not is_a(o, "pandas", "Series")
    if loaded("numpy") and foreign and not is_a(o, "numpy", "generic") and hasattr(o, "__array__"):
        return loaded("numpy").asarray(o)
    return o


def unmasked(o):
    """A masked array as one in which what is masked is None, or NaT. One with
    fields is left as it is: its fields are masked arrays."""
    if o.dtype.names:
        return o
    if o.dtype.kind in "mM":
        return o.filled(loaded("numpy").array("NaT", o.dtype))
    values = loaded("numpy").array(o.data)
    masked = loaded("numpy.ma").getmaskarray(o)
    if masked.any():
        values = values.astype(object)
        values[masked] = None
    return values


def numbers_of(tensor):
    """As a numpy array, or as lists where torch has no numpy."""
    try:
        return tensor.numpy()
    except RuntimeError:
        return tensor.tolist()


def is_column(o):
    """Whether it holds a value a row, rather than being a value."""
    if isinstance(o, (str, bytes, bytearray, range, collections.abc.Mapping, collections.abc.Set)):
        return False
    return hasattr(o, "__len__") and hasattr(o, "__getitem__") and getattr(o, "ndim", 1) > 0


def kind(o):
    t = type(o)
    return t.__qualname__ if t.__module__ == "builtins" else t.__module__ + "." + t.__qualname__
