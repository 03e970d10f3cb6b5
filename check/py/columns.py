"""The columns that predict uses of its input, followed through the package.

Only what is certain is told: a name that is not a literal, code that runs only
where other code failed, a frame that went through code of others says nothing.
"""
import collections

CHAINED = {"eval", "train", "to", "cpu", "float", "double", "half", "requires_grad_", "cuda"}
CALLS, DEPTH = 400, 20  # enough for a real predict; bounds for one that calls itself


class Reader:
    """Walks the package's functions from the entry on, with what their names hold.

    followed is true while all that became of every column is known.
    """
    walker = Walker

    def __init__(self, package, declared, kinds=("DataFrame",)):
        self.package, self.declared, self.reads, self.calls, self.depth = package, declared, [], 0, 0
        self.kinds = set(kinds)  # names of types that the input is of
        self.used, self.escaped, self.loose = {}, False, collections.Counter()

    @property
    def followed(self):
        return not self.escaped and not any(count > 0 for count in self.loose.values())

    def entry(self, load, predict, model, transform):
        frame, loaded = Frame(), self.loaded(load) if load else self.unpickled(predict)
        if transform:
            frame = self.start(transform, loaded, "", frame)
        if isinstance(frame, Frame):
            self.lose(self.start(predict, loaded, model, frame))

    def lose(self, value):
        """A value goes where it is not followed."""
        self.escaped = self.escaped or is_whole(value)

    def loaded(self, load):
        """What the load call returns, where that is one of the package's classes."""
        target = self.named(load) if ":" in load else None
        quiet = type(self)(self.package, self.declared)
        return quiet.call(target, [], {}) if target else None

    def unpickled(self, method):
        """An object of the one class of the package that has a method, where a file is what gives it."""
        owners = [function.owner for function in self.package.methods(method)]
        return Instance(owners[0]) if len(owners) == 1 else None

    def named(self, path):
        module, _, attributes = path.partition(":")
        what = Module(module)
        for name in attributes.split("."):
            what = self.attribute(what, name)
        return what

    def target(self, path, loaded):
        """What a call of the contract names: a function of the package, or an attribute of what was loaded."""
        if ":" in path:
            return self.named(path)
        for name in path.split("."):
            loaded = self.attribute(loaded, name)
        return loaded

    def start(self, path, loaded, model, frame):
        """Calls with the frame, and with what was loaded as the parameter model."""
        what = self.target(path, loaded)
        if not self.follows(what):
            self.lose(frame)
        if model and model == self.first(what):
            return self.call(what, [loaded, frame], {})
        given = {model: loaded} if model else {}
        named = self.keyword(what, given)
        return self.call(what, [], {**given, named: frame}) if named else self.call(what, [frame], given)

    def keyword(self, target, given):
        """The one parameter left for the frame, of a function that takes all by keyword, or ""."""
        arguments = target.node.args if isinstance(target, Function) else None
        if not arguments or arguments.posonlyargs or arguments.args or arguments.vararg or arguments.kwarg:
            return ""
        left = [a.arg for a, default in zip(arguments.kwonlyargs, arguments.kw_defaults) if default is None and a.arg not in given]
        return left[0] if len(left) == 1 else ""

    def first(self, target):
        """The name of the first parameter that a call fills."""
        given = 0
        if isinstance(target, Bound):
            given, target = len(target.given()), target.function
        if not isinstance(target, Function):
            return None
        names = [a.arg for a in target.node.args.posonlyargs + target.node.args.args]
        return names[given] if given < len(names) else None

    def attribute(self, owner, name):
        if isinstance(owner, Module):
            found = self.package.lookup(owner.name, name)
            return found or (None if owner.name in self.package.trees else Module(owner.name + "." + name))
        if not isinstance(owner, (Class, Instance)):
            return None
        cls = owner.cls if isinstance(owner, Instance) else owner
        method = self.package.member(cls, name)
        if method:
            bound = Bound(method, owner)
            return self.call(bound, [], {}) if "property" in bound.marks() else bound
        if isinstance(owner, Instance):
            value = self.package.instance_attribute(cls, name)
            if value is not None:
                return self.initial(cls, value)
        return self.package.class_constant(cls, name)

    def initial(self, cls, value):
        """What __init__ gives an attribute, if it depends on no argument."""
        init = self.package.member(cls, "__init__")
        if init is None:
            return None
        walker = Walker(self, init.module)
        walker.scope = {arg.arg: None for arg in arguments(init.node)}
        constant = self.package.literal(value, walker.name)
        if constant is not UNKNOWN:
            return Const(constant)
        made = walker.name(value.func.id) if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None
        return Instance(made) if isinstance(made, Class) else None

    def follows(self, target):
        """The function of the package that a call of target runs, bound to what it is called on; None for any other."""
        if isinstance(target, Class):
            init = self.package.member(target, "__init__")
            return Bound(init, Instance(target)) if init else None
        if isinstance(target, Instance):
            target = self.attribute(target, "__call__") or self.attribute(target, "forward")
        return target if isinstance(target, (Function, Bound)) else None

    def call(self, target, args, keywords):
        """The value of a call of the package's own code; None for any other."""
        runs = self.follows(target)
        if isinstance(target, Class) and not any(is_whole(value) for value in args + list(keywords.values())):
            return Instance(target)
        self.calls += 1
        if self.calls > CALLS or self.depth >= DEPTH or runs is None:
            for value in args + list(keywords.values()):
                self.lose(value)
            return Instance(target) if isinstance(target, Class) else None
        function = runs.function if isinstance(runs, Bound) else runs
        walker = self.walker(self, function.module, function)
        walker.bind(function.node, (runs.given() if isinstance(runs, Bound) else []) + args, keywords)
        self.depth += 1
        try:
            result = walker.run(function.node)
        finally:
            self.depth -= 1
        return Instance(target) if isinstance(target, Class) else result

    def has(self, frame, column):
        return column in frame.created or column in self.declared

    def read(self, frame, column, node, walker, how):
        place = {"column": column, "how": how, "path": self.package.paths[walker.module],
                 "line": getattr(node, "lineno", 0), "offset": getattr(node, "col_offset", -1) + 1}
        if column in self.declared and how not in ("drops", "tests for"):
            self.used.setdefault(column, place)
        if not isinstance(column, str) or frame.open or walker.unsure or self.has(frame, column) or how in ("renames", "tests for"):
            return
        if place not in self.reads:
            self.reads.append(place)


class Bound:
    """A function with what it is called on."""

    def __init__(self, function, owner):
        self.function, self.owner = function, owner

    def marks(self):
        return {child.id for mark in self.function.node.decorator_list for child in ast.walk(mark) if isinstance(child, ast.Name)}

    def given(self):
        """The arguments that the binding itself supplies."""
        if "staticmethod" in self.marks():
            return []
        if "classmethod" in self.marks():
            return [self.owner.cls if isinstance(self.owner, Instance) else self.owner]
        return [self.owner] if isinstance(self.owner, Instance) else []


def arguments(node):
    return getattr(node.args, "posonlyargs", []) + node.args.args + node.args.kwonlyargs


def defaulted(node):
    """(parameter, default or None) of each parameter of a function."""
    positional = getattr(node.args, "posonlyargs", []) + node.args.args
    defaults = [None] * (len(positional) - len(node.args.defaults)) + node.args.defaults
    return list(zip(positional + node.args.kwonlyargs, defaults + node.args.kw_defaults))
