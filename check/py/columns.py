"""The columns that predict reads of its frame, followed through the package.

Only what is certain is told: a name that is not a literal, code that runs only
where other code failed, a frame that went through code of others says nothing.
"""
CHAINED = {"eval", "train", "to", "cpu", "float", "double", "half", "requires_grad_", "cuda"}
HARMLESS = {"len", "isinstance", "type", "list", "print", "str", "id", "iter", "hasattr", "getattr", "repr", "bool"}
CALLS, DEPTH = 400, 20  # enough for a real predict; bounds for one that calls itself


class Frame:
    """The caller's frame or one derived from it: what has been put in since."""

    def __init__(self, created=(), open=False):
        self.created, self.open = set(created), open

    def derive(self):
        return Frame(self.created, self.open)


class Rows:
    """What is iterated to give rows of a frame, each alone or second in a pair."""

    def __init__(self, frame, paired):
        self.frame, self.paired = frame, paired


class Indexer:
    def __init__(self, frame):
        self.frame = frame


class Reader:
    def __init__(self, package, declared):
        self.package, self.declared, self.reads, self.calls, self.depth = package, declared, [], 0, 0

    def entry(self, load, predict, model, transform):
        frame, loaded = Frame(), self.loaded(load)
        if transform:
            frame = self.start(transform, loaded, "", frame)
        if isinstance(frame, Frame):
            self.start(predict, loaded, model, frame)

    def loaded(self, load):
        """What the load call returns, where that is one of the package's classes."""
        target = self.named(load) if ":" in load else None
        quiet, self.reads = self.reads, []
        made = self.call(target, [], {}) if target else None
        self.reads, self.calls = quiet, 0
        return made

    def named(self, path):
        module, _, attributes = path.partition(":")
        what = Module(module)
        for name in attributes.split("."):
            what = self.attribute(what, name)
        return what

    def start(self, path, loaded, model, frame):
        """Calls with the frame, and with what was loaded as the parameter model."""
        what = self.target(path, loaded)
        if model and model == self.first(what):
            return self.call(what, [loaded, frame], {})
        return self.call(what, [frame], {model: loaded} if model else {})

    def target(self, path, loaded):
        """What a call of the contract names: a function of the package, or an attribute of what was loaded."""
        if ":" in path:
            return self.named(path)
        for name in path.split("."):
            loaded = self.attribute(loaded, name)
        return loaded

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
            return self.package.lookup(owner.name, name)
        if isinstance(owner, (Class, Instance)):
            cls = owner.cls if isinstance(owner, Instance) else owner
            method = self.package.member(cls, name)
            if method:
                return Bound(method, owner)
            if isinstance(owner, Instance):
                value = self.package.instance_attribute(cls, name)
                if value is not None:
                    return self.initial(cls, value)
            return self.package.class_constant(cls, name)
        return None

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

    def call(self, target, args, keywords):
        """The value of a call of the package's own code; None for any other."""
        self.calls += 1
        if self.calls > CALLS or self.depth >= DEPTH:
            return None
        if isinstance(target, Class):
            return Instance(target)
        if isinstance(target, Instance):
            target = self.attribute(target, "__call__") or self.attribute(target, "forward")
        if isinstance(target, Bound):
            args, target = target.given() + args, target.function
        if not isinstance(target, Function):
            return None
        walker = Walker(self, target.module)
        walker.bind(target.node, args, keywords)
        self.depth += 1
        try:
            return walker.run(target.node)
        finally:
            self.depth -= 1

    def has(self, frame, column):
        return column in frame.created or column in self.declared

    def read(self, frame, column, node, walker, how):
        if not isinstance(column, str) or frame.open or walker.unsure or self.has(frame, column):
            return
        place = {"column": column, "how": how, "path": self.package.paths[walker.module],
                 "line": node.lineno, "offset": node.col_offset + 1}
        if place not in self.reads:
            self.reads.append(place)


class Bound:
    def __init__(self, function, owner):
        self.function, self.owner = function, owner

    def given(self):
        """The arguments that the binding itself supplies."""
        marks = {child.id for mark in self.function.node.decorator_list for child in ast.walk(mark) if isinstance(child, ast.Name)}
        if "staticmethod" in marks:
            return []
        if "classmethod" in marks:
            return [self.owner.cls if isinstance(self.owner, Instance) else self.owner]
        return [self.owner] if isinstance(self.owner, Instance) else []


def arguments(node):
    return getattr(node.args, "posonlyargs", []) + node.args.args + node.args.kwonlyargs
