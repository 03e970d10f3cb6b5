"""What of the interpreter's is everybody's, as plain values to compare. Only
modules that are loaded are looked at. Names that are not defined here are
py/look.py's.
"""
import _locale
import _signal
import os
import sys

TWISTS = 20000  # of 624 numbers each, after which a generator counts as seeded


def settings():
    """Values by what they are, as a sentence names them."""
    values = {
        "the working directory": os.getcwd(),
        "the recursion limit": sys.getrecursionlimit(),
        "the locale": _locale.setlocale(_locale.LC_ALL),
    }
    values["handlers of signals"] = {n: _signal.getsignal(n) for n in range(1, _signal.NSIG)}
    for module, read in READERS.items():
        if loaded(module):
            try:
                values.update(read(loaded(module)))
            except Exception:  # half imported, or another version's
                continue
    return values


def of_logging(logging):
    return {"the level of the root logger": logging.getLogger().level}


def of_numpy(numpy):
    return {"numpy's handling of errors": numpy.geterr(), "numpy's print options": numpy.get_printoptions()}


def of_pandas(pandas):
    return {"the pandas option %s" % name: value for name, value in flat("", pandas.options.d)}


def flat(prefix, options):
    for name, value in options.items():
        if isinstance(value, dict):
            yield from flat(prefix + name + ".", value)
        else:
            yield prefix + name, value


def of_torch(torch):
    return {
        "torch's default dtype": str(torch.get_default_dtype()),
        "torch's number of threads": torch.get_num_threads(),
        "torch's number of threads between operations": torch.get_num_interop_threads(),
        "torch's gradient mode": torch.is_grad_enabled(),
        "torch's choice of deterministic algorithms": torch.are_deterministic_algorithms_enabled(),
        "torch's choice of cuDNN algorithms": (torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic),
    }


def of_pillow(image):
    return {"Pillow's limit of pixels": image.MAX_IMAGE_PIXELS}


def of_pillow_files(files):
    return {"Pillow's refusal of truncated files": files.LOAD_TRUNCATED_IMAGES}


READERS = {
    "logging": of_logging, "numpy": of_numpy, "pandas": of_pandas, "torch": of_torch,
    "PIL.Image": of_pillow, "PIL.ImageFile": of_pillow_files,
}


def generators():
    """States of the global random number generators, the first two of which
    are Mersenne Twisters with 624 words."""
    states = {}
    if loaded("random"):
        _, words, normal = loaded("random").getstate()
        states["Python's"] = (words[:-1], words[-1], normal)
    if hasattr(loaded("numpy.random"), "get_state"):
        state = loaded("numpy.random").get_state()
        if isinstance(state, tuple):
            states["numpy's"] = (state[1].tobytes(), *state[2:])
    if hasattr(loaded("torch"), "initial_seed"):
        states["torch's"] = loaded("torch").initial_seed()
    return states


def seeded(name, old, new):
    """Whether a generator was set anew, rather than drawn from."""
    if name == "torch's":
        return old != new
    if old[0] == new[0]:
        return new[1] < old[1]
    step, words = (numpy_twist if name == "numpy's" else python_twist)(*old)
    for _ in range(TWISTS):
        step()
        if words() == new[0]:
            return False
    return True


def python_twist(words, position, normal):
    generator = loaded("random").Random()
    generator.setstate((3, words + (position,), normal))
    return lambda: generator.getrandbits(32 * 624), lambda: generator.getstate()[1][:-1]


def numpy_twist(words, *rest):
    generator = loaded("numpy.random").RandomState()
    generator.set_state(("MT19937", loaded("numpy").frombuffer(words, "uint32"), *rest))
    return lambda: generator.bytes(4 * 624), lambda: generator.get_state()[1].tobytes()


def seed(n):
    """Seeds what is loaded."""
    for module, function in (("random", "seed"), ("numpy.random", "seed"), ("torch", "manual_seed")):
        if hasattr(loaded(module), function):
            getattr(loaded(module), function)(n)
