"""Watches what a package's own code changes in the interpreter. While a module
of somebody else's is being imported, changes are that module's: what is there
after its import is what the package's are compared with.

Names that are not defined here are py/look.py's and py/globals.py's.
"""
import json
import os
import resource
import sys
import threading
import time
import warnings

LONG = 2.0  # seconds of computing that are more than an import needs


class Watch:
    """Finds modules as sys.meta_path's others do, and notes when they are
    somebody else's."""

    def __init__(self, roots, seeding):
        self.roots = roots
        self.seeding = seeding  # None, or what to seed generators with that come later
        self.found = []
        self.importing = False  # a module of somebody else's
        self.set = {}  # values given to variables, by name
        self.took = 0.0
        self.printed = False
        self.restores = []  # what was put in the way, to be taken out
        self.phase_begins()

    def phase_begins(self):
        self.base, self.mark = snapshot(), time.process_time()

    def collect(self):
        """Notes what the package did since the last snapshot."""
        self.took += time.process_time() - self.mark
        now = snapshot()
        self.found += [c for c in changes(self.base, now, self.set, self.own) if c not in self.found]
        self.set.clear()
        self.base, self.mark = now, time.process_time()

    def own(self, file):
        return any(file == root or str(file).startswith(root.rstrip("/") + "/") for root in self.roots)

    def find_spec(self, name, path=None, target=None):
        if self.importing:
            return None
        for finder in [f for f in sys.meta_path if f is not self and hasattr(f, "find_spec")]:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                self.hold(spec)
                return spec
        return None

    def hold(self, spec):
        """Has the spec's loader say when it runs a module that is not the package's."""
        loader = spec.loader
        if self.own(spec.origin) or not hasattr(loader, "exec_module") or isinstance(loader, type):
            return
        run = loader.exec_module

        def exec_module(module):
            del loader.exec_module
            if self.importing:
                return run(module)
            self.collect()
            self.importing = True
            try:
                return run(module)
            finally:
                self.importing = False
                if self.seeding is not None:
                    seed(self.seeding)
                self.phase_begins()

        loader.exec_module = exec_module

    def note_variable(self, putenv):
        """os.environ's way to the C library, which tells of values set to what they were."""

        def noted(key, value):
            if not self.importing:
                self.set.setdefault(os.fsdecode(key), set()).add(os.fsdecode(value))
            return putenv(key, value)

        return noted

    def note_print(self, stream, own_alone):
        """The stream's write, which tells that the package prints; where
        own_alone, only by its own print: warnings and logs are no news."""
        write = stream.write

        def noted(text):
            if not self.importing and (not own_alone or self.own(sys._getframe(1).f_code.co_filename)):
                self.printed = True
            return write(text)

        stream.write = noted
        return lambda: stream.__dict__.pop("write", None)


def snapshot():
    return {
        "settings": settings(),
        "generators": generators(),
        "variables": dict(os.environ),
        "warnings": list(warnings.filters),
        "threads": set(threading.enumerate()),
        "processes": processes(),
    }


def processes():
    """A number that grows with each child: those that were waited for, by the
    memory that they touched, and those that are there."""
    there = []
    for task in os.listdir("/proc/self/task"):
        try:
            with open("/proc/self/task/%s/children" % task) as file:
                there += file.read().split()
        except OSError:  # it has ended, or the kernel has no such list
            continue
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt, set(there)


def changes(old, new, given, own):
    found = [("global", "changes " + name) for name in sorted(old["settings"].keys() & new["settings"].keys())
             if differ(old["settings"][name], new["settings"][name])]
    for name in sorted(old["generators"].keys() & new["generators"].keys()):
        if old["generators"][name] != new["generators"][name] and seeded(name, old["generators"][name], new["generators"][name]):
            found.append(("global", "seeds %s random number generator" % name))
    found += [("global", "sets the environment variable " + name) for name in variables(old["variables"], new["variables"], given)]
    if broad(old["warnings"], own) != broad(new["warnings"], own):
        found.append(("global", "changes the filters of warnings for all modules"))
    if any(t.is_alive() for t in new["threads"] - old["threads"]):
        found.append(("thread", "starts a thread that goes on"))
    if new["processes"][0] > old["processes"][0] or new["processes"][1] - old["processes"][1]:
        found.append(("process", "starts a process"))
    return found


def differ(a, b):
    return repr(a) != repr(b) if isinstance(a, dict) else a != b


def variables(old, new, given):
    """Names whose value is another, or was set to what it was."""
    again = {n for n, values in given.items() if n in new and values == {new[n]} and old.get(n) == new[n]}
    return sorted(again | {n for n in old.keys() | new.keys() if old.get(n) != new.get(n)})


def broad(filters, own):
    """Those that reach beyond the package: warnings of every text, from every module."""
    return [f for f in filters if f[1] is None and f[3] is None and not own(getattr(loaded(f[2].__module__), "__file__", None))]


def begin(roots, seeding):
    """Begins to watch, before anything of the package is imported."""
    watch = Watch(roots, seeding)
    sys.meta_path.insert(0, watch)
    watch.putenv = os.environ.putenv
    os.environ.putenv = watch.note_variable(watch.putenv)
    watch.restores = [watch.note_print(sys.stdout, False), watch.note_print(sys.stderr, True)]
    return watch


def end(watch):
    """Takes out of the interpreter what watches."""
    sys.meta_path.remove(watch)
    os.environ.putenv = watch.putenv
    for restore in watch.restores:
        restore()


def imported(watch):
    """The changes of the import, which has ended."""
    watch.collect()
    for restore in watch.restores:
        restore()
    watch.restores = []
    if watch.printed:
        watch.found.append(("work", "prints"))
    if watch.took > LONG:
        watch.found.append(("work", "computes for more than %d seconds" % LONG))
    if watch.seeding is not None:
        seed(watch.seeding)
    return taken(watch)


def taken(watch):
    """JSON of the changes since the last time, and what they leave."""
    watch.collect()
    found, watch.found = watch.found, []
    return json.dumps({"changes": [{"kind": k, "what": w} for k, w in found], "threads": threads()})


def threads():
    torch = loaded("torch")
    return {"torch": torch.get_num_threads()} if hasattr(torch, "get_num_threads") else {}
