"""Calls that are given predict's input: of the package's own code, which is followed, and of code known by its name."""


class Consumers(InputWalker):
    def of_Call(self, node):
        target, owner = self.called(node.func)
        args, keywords = self.arguments(node)
        given = self.one([value for value in args + list(keywords.values()) if isinstance(value, Input)] or [None])
        if isinstance(owner, Input):
            return self.method(owner, node)
        if isinstance(owner, Instance) and target is None and node.func.attr in CHAINED:
            return owner
        if isinstance(target, OWN) and (self.reader.follows(target) or isinstance(target, Class)):
            return self.reader.call(target, args, keywords)
        if given is None:
            return self.made(target, owner, node)
        return self.taken_by(target or owner, given, node)

    def made(self, target, owner, node):
        if isinstance(target, Module):
            return Made(target.name, node, self.function)
        return owner if isinstance(owner, Made) else known(self.package.literal(node, self.name))

    def method(self, owner, node):
        """A method of the input itself."""
        name = node.func.attr
        if name in TENSOR_METHODS:
            self.reader.note("tensor", node, self, name)
        if name in OTHER_METHODS:
            self.reader.note("other", node, self, name)
        if name.rstrip("_") in ARITHMETIC | IMAGE_STEPS or name in ("expand", "repeat") and self.triples(node):
            return self.prepares(node, name)
        return None if name in QUESTION_METHODS else owner

    def triples(self, node):
        """x.expand(3, -1, -1): one channel becomes three."""
        return any(isinstance(arg, ast.Constant) and arg.value == 3 for arg in node.args)

    def taken_by(self, thing, given, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if thing is None and isinstance(node.func, ast.Name) and self.is_builtin(name):
            return self.builtin(name, given, node)
        if name == "append" and isinstance(thing, (Const, type(None))) and isinstance(node.func.value, ast.Name):
            self.scope[node.func.value.id] = given
            return None
        if not isinstance(thing, (Module, Made)):
            return self.unknown(name, given, node)
        use = use_by(thing.name)
        if isinstance(thing, Made) and use == NETWORK and self.has_steps(thing):
            use = PREPARES
        return getattr(self, "use_" + use)(thing, given, node)

    def builtin(self, name, given, node):
        if name in ("isinstance", "hasattr", "type") and not self.asks_for_tensor(node):
            self.reader.note("other", node, self, name)
        return given if name in ("list", "tuple", "iter", "reversed", "next", "enumerate", "zip") else None

    def asks_for_tensor(self, node):
        """isinstance(x, torch.Tensor)"""
        return getattr(node.func, "id", "") == "isinstance" and getattr(node.args[1], "attr", getattr(node.args[1], "id", "")) == "Tensor"

    def unknown(self, name, given, node):
        if PREPARING_NAME.search(name):
            self.reader.note("unknown", node, self, name, given)
            return self.prepares(node, name, inline=False)
        self.reader.note("unknown", node, self, name, given)
        return None

    def use_unknown(self, thing, given, node):
        return self.unknown(thing.name.rpartition(".")[2], given, node)

    def use_keeps(self, thing, given, node):
        self.note_tensor(thing, node)
        return given

    def use_looks(self, thing, given, node):
        return None

    def use_converts(self, thing, given, node):
        self.reader.note("other", node, self, thing.name)
        return Input(given.prepared or thing.name.rpartition(".")[2] in SCALES_TOO)

    def use_prepares(self, thing, given, node):
        self.note_tensor(thing, node)
        if isinstance(thing, Made) and self.names_in(thing) & (DECODES | SCALES_TOO):
            self.reader.note("other", node, self, thing.name)
        made_here = isinstance(thing, Module) or thing.function is not None and thing.function is self.function
        return self.prepares(node, thing.name.rpartition(".")[2], inline=made_here)

    def use_network(self, thing, given, node):
        first = thing.node.args[0] if isinstance(thing, Made) and thing.name.endswith(".Sequential") and thing.node.args else None
        layer = self.value(first) if isinstance(first, ast.Call) else None
        if isinstance(layer, Instance):
            given = self.reader.call(layer, [given], {}) or given
        normalised = isinstance(layer, Made) and "Norm" in layer.name
        self.reader.note("network", node, self, thing.name, Input(given.prepared or normalised))
        return None

    def note_tensor(self, thing, node):
        if thing.name.startswith("torch.") or thing.name.rpartition(".")[2] in TENSORS_ALONE:
            self.reader.note("tensor", node, self, thing.name)

    def names_in(self, made):
        return {getattr(child, "attr", getattr(child, "id", "")) for child in ast.walk(made.node)}

    def has_steps(self, made):
        """nn.Sequential(Resize(224), Normalize(...)): steps, scripted."""
        return bool(self.names_in(made) & {"Resize", "CenterCrop", "Normalize", "ConvertImageDtype"})


InputReader.walker = Consumers
