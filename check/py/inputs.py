"""What becomes of an image, an array or a tensor that predict is given, until a network has it."""

OWN = (Function, Class, Bound, Instance)


class Input:
    """What predict was given, or what was made of it; prepared, once it was resized, scaled or normalised."""

    def __init__(self, prepared=False):
        self.prepared = prepared


class Made:
    """An object that code of others made, by what it was called, in a function or at a module's top level (None)."""

    def __init__(self, name, node, function):
        self.name, self.node, self.function = name, node, function


class InputReader(Reader):
    def __init__(self, package, declared=()):
        super().__init__(package, set(declared))
        self.events, self.stack = {}, []

    def note(self, kind, node, walker, what, given=None, inline=True):
        if (kind, node) not in self.events:
            self.events[kind, node] = {"kind": kind, "what": what, "prepared": bool(given and given.prepared), "stack": tuple(self.stack), "inline": inline,
                                       "place": {"path": self.package.paths[walker.module], "line": node.lineno, "offset": node.col_offset + 1}}

    def of_kind(self, *kinds):
        return [event for event in self.events.values() if event["kind"] in kinds]

    def call(self, target, args, keywords):
        runs = self.follows(target)
        self.stack.append((runs.function if isinstance(runs, Bound) else runs).node if runs else None)
        try:
            return super().call(target, args, keywords)
        finally:
            self.stack.pop()

    def entry(self, load, predict, model, transform):
        loaded = (self.loaded(load) if load else None) or self.unpickled(transform or predict)
        given = Input()
        if transform:
            given = self.start(transform, loaded, "", given)
        return self.start(predict, loaded, model, given) if isinstance(given, Input) else None

    def initial(self, cls, value):
        found = super().initial(cls, value)
        init = self.package.member(cls, "__init__")
        if found is not None or init is None or not isinstance(value, ast.Call):
            return found
        walker = self.walker(self, init.module, init)
        walker.scope = {arg.arg: None for arg in arguments(init.node)}
        return walker.value(value)


class InputWalker(Walker):
    def name(self, name):
        return super().name(name) or self.constant_made(self.module, name)

    def constant_made(self, module, name):
        kind, value = self.package.bindings.get(module, {}).get(name) or ("", None)
        if kind == "from" and value[0] in self.package.trees:
            return self.constant_made(*value)
        return self.reader.walker(self.reader, module).value(value) if kind == "value" and isinstance(value, ast.Call) else None

    def run(self, node):
        found = super().run(node)
        return found or self.one([value for value in self.returned if isinstance(value, Input)] or [None])

    def one(self, values):
        inputs = [value for value in values if isinstance(value, Input)]
        return Input(any(value.prepared for value in inputs)) if inputs else super().one(values)

    def prepares(self, node, what, inline=True):
        self.reader.note("prepares", node, self, what, inline=inline)
        return Input(True)

    def of_Attribute(self, node):
        owner = self.value(node.value)
        if isinstance(owner, Input):
            if node.attr in OTHER_ATTRIBUTES:
                self.reader.note("other", node, self, node.attr)
            return owner if node.attr in ("T", "data", "values") else None
        return self.reader.attribute(owner, node.attr)

    def of_Subscript(self, node):
        owner, key = self.value(node.value), self.value(key_of(node))
        if isinstance(owner, Const) and isinstance(key, Const):
            return item(owner.value, key.value)
        return owner if isinstance(owner, Input) else None

    def of_BinOp(self, node):
        sides = [self.value(node.left), self.value(node.right)]
        if any(isinstance(side, Input) for side in sides):
            return self.prepares(node, "arithmetic")
        return known(self.package.literal(node, self.name))

    def do_AugAssign(self, node):
        self.value(node.value)
        if isinstance(self.value(node.target), Input):
            self.assign(node.target, self.prepares(node, "arithmetic"))

    def of_IfExp(self, node):
        self.value(node.test)
        return self.one([self.value(node.body), self.value(node.orelse)])

    def collection(self, node):
        values = [self.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        found = self.one([value for value in values if isinstance(value, Input)] or [None])
        return found or known(self.package.literal(node, self.name))

    of_List = of_Tuple = of_Set = of_Dict = of_JoinedStr = collection

    def comprehension(self, node):
        outer = dict(self.scope)
        for generator in node.generators:
            self.loop(generator.target, self.each(generator.iter)[0])
        found = self.value(node.value if isinstance(node, ast.DictComp) else node.elt)
        self.scope = outer
        return found if isinstance(found, Input) else known(self.package.literal(node, self.name))

    of_ListComp = of_SetComp = of_DictComp = of_GeneratorExp = comprehension

    def each(self, node):
        source = self.value(node)
        if isinstance(source, Const) and isinstance(source.value, (list, tuple, dict, set)):
            return [known(value) for value in list(source.value)[:1]] or [None]
        return [source if isinstance(source, Input) else None]

    def do_With(self, node):
        for part in node.items:
            value = self.value(part.context_expr)
            if part.optional_vars:
                self.assign(part.optional_vars, value)
        self.body(node.body)

    def assign(self, target, value):
        if isinstance(target, (ast.Name, ast.Tuple, ast.List)):
            super().assign(target, value)
