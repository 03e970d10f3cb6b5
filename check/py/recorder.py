"""Which keys of the configs are read while a model is loaded and called.

Run before the model is loaded, it has the readers of JSON, YAML and TOML, and
the entry point, take dicts that note who reads what; run after, it tells.
"""
import builtins
import functools
import importlib
import os
import sys

READERS = {"json": ["loads"], "yaml": ["load"], "toml": ["load", "loads"], "tomli": ["load", "loads"]}


class Notes:
    def __init__(self, args):
        self.paths = {name: os.path.realpath(path) for name, path in args["configs"].items()}
        self.roots, self.named, self.taken, self.seen = tuple(args["roots"]), {}, set(), set()
        self.texts = {name: open(path, "rb").read().strip() for name, path in self.paths.items()}

    def config(self, source):
        """The name of the config that a reader is given, or None."""
        path = getattr(source, "name", source)
        for name, text in self.texts.items():
            plain = source.encode() if isinstance(source, str) else source
            if isinstance(plain, bytes) and plain.strip() == text:
                return name
            if isinstance(path, (str, os.PathLike)) and os.path.realpath(path) == self.paths[name]:
                return name
        return None

    def read(self, path, frame):
        """A key was asked for by its name: by the package's own code, or by a library."""
        if frame.f_code.co_filename.startswith(self.roots):
            self.named.setdefault(path, [frame.f_code.co_filename, frame.f_lineno])
        self.taken.add(path)


class Table(dict):
    """A dict that notes which keys are read: by name, or all at once."""

    def __init__(self, values, notes, path):
        self.notes, self.path, self.whole = notes, path, False
        super().__init__({key: noting(value, notes, path + (str(key),)) for key, value in values.items()})

    def note(self, key):
        if self.whole:
            self.notes.taken.add(self.path + (str(key),))
        else:
            self.notes.read(self.path + (str(key),), sys._getframe(2))

    def all(self):
        self.whole = True
        self.notes.taken.update(self.path + (str(key),) for key in dict.keys(self))

    def __reduce_ex__(self, protocol):
        self.all()
        return dict, (dict(dict.items(self)),)


def by_name(method):
    def read(self, key, *args):
        self.note(key)
        return getattr(dict, method)(self, key, *args)
    return read


def at_once(method):
    def read(self, *args):
        self.all()
        return getattr(dict, method)(self, *args)
    return read


for method in ("__getitem__", "get", "pop", "setdefault", "__contains__"):
    setattr(Table, method, by_name(method))
for method in ("__iter__", "keys", "items", "values", "copy", "__eq__", "__repr__"):
    setattr(Table, method, at_once(method))


def noting(value, notes, path):
    if isinstance(value, dict):
        return Table(value, notes, path)
    return [noting(element, notes, path) for element in value] if isinstance(value, list) else value


def main(args):
    """args: {"configs": {name: path}, "roots": the package's folders, "load": "pkg.mod:callable"}"""
    notes = getattr(builtins, "_handoff_notes", None)
    if notes is None:
        builtins._handoff_notes = notes = Notes(args)
        sys.addaudithook(lambda event, given: opened(notes, given[0]) if event == "open" else None)
        listen(notes, args["load"])
    return {"seen": sorted(notes.seen), "taken": sorted(notes.taken),
            "named": [{"path": path, "file": file, "line": line} for path, (file, line) in sorted(notes.named.items())]}


def opened(notes, path):
    for name in notes.paths if isinstance(path, (str, bytes, os.PathLike)) else ():
        if os.path.realpath(os.fsdecode(path)) == notes.paths[name]:
            notes.seen.add((name, "opened"))


def listen(notes, load):
    for library, names in READERS.items():
        try:
            module = importlib.import_module(library)
        except ImportError:
            continue
        for name in names:
            setattr(module, name, reading(getattr(module, name), notes))
    owner, _, path = load.partition(":")
    owner = importlib.import_module(owner)
    *within, last = path.split(".")
    owner = functools.reduce(getattr, within, owner)
    found = getattr(owner, last)
    if isinstance(found, type):  # others may ask whether something is one of its objects
        owner, last, found = found, "__init__", found.__init__
    setattr(owner, last, given(found, notes))


def reading(function, notes):
    @functools.wraps(function)
    def read(source, *args, **kwargs):
        value, name = function(source, *args, **kwargs), notes.config(source)
        if name is None or type(value) is not dict:
            return value
        notes.seen.add((name, "read"))
        return Table(value, notes, (name,))
    return read


def given(function, notes):
    @functools.wraps(function)
    def load(*args, **kwargs):
        for name in notes.paths:
            if type(kwargs.get(name)) is dict:
                notes.seen.add((name, "read"))
                kwargs[name] = Table(kwargs[name], notes, (name,))
        return function(*args, **kwargs)
    return load
