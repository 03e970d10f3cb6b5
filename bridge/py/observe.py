"""Watches what a package's own code changes in the interpreter, by comparing
the end of a phase with its beginning. What changes while a module of somebody
else's is being imported is that module's, and counts as there from the
beginning.

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
        self.importing = False  # a module of somebody else's
        self.set = {}  # values given to variables, by name
        self.took = 0.0
        self.printed = False
        self.restores = []  # what was put in the way, to be taken out
        self.base, self.mark = snapshot(), time.process_time()

    def end_phase(self):
        """The changes since the phase began; the next one begins."""
        self.took += time.process_time() - self.mark
        now = snapshot()
        found = changes(self.base, now, self.set, self.own)
        self.set.clear()
        self.base, self.mark = now, time.process_time()
        return found

    def borrow(self, run, module):
        """Runs a module of somebody else's."""
        before, self.importing = snapshot(), True
        self.took += time.process_time() - self.mark
        try:
            return run(module)
        finally:
            self.importing = False
            if self.seeding is not None:
                seed(self.seeding)
            rebase(self.base, before, snapshot())
            self.mark = time.process_time()

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
            return run(module) if self.importing else self.borrow(run, module)

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
        "warnings": set(warnings.filters),
        "threads": set(threading.enumerate()),
        "children": children(),
        # Grows with each child that was waited for, by the memory that it touched.
        "ended": resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt,
    }


def rebase(base, before, after):
    """Has what became of before count as there from the beginning."""
    for part, was in before.items():
        if isinstance(was, dict):
            now = after[part]
            base[part].update({k: v for k, v in now.items() if k not in was or differ(was[k], v)})
            for k in was.keys() - now.keys():
                base[part].pop(k, None)
        elif isinstance(was, set):
            base[part] = (base[part] | after[part] - was) - (was - after[part])
        else:
            base[part] += after[part] - was


def children():
    """The processes that this one has started and that are there."""
    there = set()
    for task in os.listdir("/proc/self/task"):
        try:
            with open("/proc/self/task/%s/children" % task) as file:
                there.update(file.read().split())
        except OSError:  # it has ended, or the kernel has no such list
            continue
    return there


def changes(old, new, given, own):
    found = [("global", "changes " + said(name, old["settings"][name], new["settings"][name]))
             for name in sorted(old["settings"].keys() & new["settings"].keys()) if differ(old["settings"][name], new["settings"][name])]
    for name in sorted(old["generators"].keys() & new["generators"].keys()):
        if old["generators"][name] != new["generators"][name] and seeded(name, old["generators"][name], new["generators"][name]):
            found.append(("global", "seeds %s random number generator" % name))
    found += [("global", "sets the environment variable " + name) for name in variables(old["variables"], new["variables"], given)]
    if broad(old["warnings"], own) != broad(new["warnings"], own):
        found.append(("global", "changes the filters of warnings for all modules"))
    if any(t.is_alive() for t in new["threads"] - old["threads"]):
        found.append(("thread", "starts a thread that goes on"))
    if new["ended"] > old["ended"] or new["children"] - old["children"]:
        found.append(("process", "starts a process"))
    return found


def said(name, old, new):
    """A setting's name; of many values in one, with the few that changed."""
    if name != "handlers of signals":
        return name
    changed = [n for n in old if differ(old[n], new[n])]
    return "the handler of signal %d" % changed[0] if len(changed) == 1 else "the handlers of %d signals" % len(changed)


def differ(a, b):
    return repr(a) != repr(b) if isinstance(a, dict) else a != b


def variables(old, new, given):
    """Names whose value is another, or was set to what it was."""
    again = {n for n, values in given.items() if n in new and values == {new[n]} and old.get(n) == new[n]}
    return sorted(again | {n for n in old.keys() | new.keys() if old.get(n) != new.get(n)})


def broad(filters, own):
    """Those that reach beyond the package: warnings of every text, from every module."""
    return {f for f in filters if f[1] is None and f[3] is None and not own(getattr(loaded(f[2].__module__), "__file__", None))}


def begin(roots, seeding):
    """Begins to watch, before anything of the package is imported."""
    for old in [f for f in sys.meta_path if isinstance(f, Watch)]:
        end(old)  # of a model that was loaded before
    watch = Watch(roots, seeding)
    sys.meta_path.insert(0, watch)
    watch.putenv = os.environ.putenv
    os.environ.putenv = watch.note_variable(watch.putenv)
    watch.restores = [watch.note_print(sys.stdout, False), watch.note_print(sys.stderr, True)]
    return watch


def end(watch):
    """Takes out of the interpreter what watches."""
    if watch not in sys.meta_path:
        return
    sys.meta_path.remove(watch)
    os.environ.putenv = watch.putenv
    for restore in watch.restores:
        restore()


def imported(watch):
    """The changes of the import, which has ended."""
    found = watch.end_phase()
    for restore in watch.restores:
        restore()
    watch.restores = []
    if watch.printed:
        found.append(("work", "prints"))
    if watch.took > LONG:
        found.append(("work", "computes for more than %d seconds" % LONG))
    if watch.seeding is not None:
        seed(watch.seeding)
        watch.base = snapshot()
    return told(found)


def resume(watch):
    """Leaves out what has changed while nobody asked."""
    watch.end_phase()


def taken(watch):
    """JSON of the changes since the last time, and what they leave."""
    return told(watch.end_phase())


def told(found):
    return json.dumps({"changes": [{"kind": k, "what": w} for k, w in found], "threads": threads()})


def threads():
    torch = loaded("torch")
    return {"torch": torch.get_num_threads()} if hasattr(torch, "get_num_threads") else {}
