"""One function's statements in order, with what its names hold."""


class Walker(Expressions, Flow):
    def __init__(self, reader, module, function=None):
        self.reader, self.package, self.module, self.function = reader, reader.package, module, function
        self.scope, self.unsure, self.returned = {}, 0, []
        self.outer = function.scope if function else {}

    def bind(self, node, args, keywords):
        names = [arg.arg for arg in arguments(node)]
        self.scope.update(dict.fromkeys(names))
        defaults = node.args.defaults
        for arg, default in zip(node.args.args[len(node.args.args) - len(defaults):], defaults):
            self.scope[arg.arg] = self.package.constant(default, self.module)
        self.scope.update(zip(names, args))
        self.scope.update({name: value for name, value in keywords.items() if name in names})
        for value in args[len(names):] + [value for name, value in keywords.items() if name not in names]:
            self.reader.lose(value)

    def run(self, node):
        if isinstance(node, ast.Lambda):
            return self.taken(node.body)
        self.decorated(node)
        self.body(node.body)
        known = [value for value in self.returned if value is not None]
        if known and len(known) == len(self.returned):
            if all(isinstance(value, Frame) for value in known):
                return known[0] if len(known) == 1 else self.merged(known)
            if len(known) == 1 or all(isinstance(value, Instance) for value in known):
                return known[0]
        for value in known:
            self.reader.lose(value)
        return None

    def decorated(self, node):
        """A decorator of the package may do anything with what the function is given, one of others only what it is known for."""
        for mark in node.decorator_list:
            target = self.package.named(mark.func if isinstance(mark, ast.Call) else mark, self.module)
            if isinstance(target, (Function, Class)) and not passes_on(target.node):
                for value in self.scope.values():
                    self.reader.lose(value)
                    if isinstance(value, Frame):
                        value.open = True

    def body(self, statements):
        for statement in statements:
            self.statement(statement)

    def statement(self, node):
        method = getattr(self, "do_" + type(node).__name__, None)
        if method:
            method(node)
            return
        self.inside(node)

    def inside(self, node):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
            elif isinstance(child, ast.stmt):
                self.statement(child)
            else:
                self.inside(child)

    def do_Expr(self, node):
        self.taken(node.value)

    def do_FunctionDef(self, node):
        self.scope[node.name] = self.nested(node)

    def do_ClassDef(self, node):
        self.scope[node.name] = None

    def do_Import(self, node):
        for name, (kind, value) in bindings_of(node, self.package.origin(self.module)):
            self.scope[name] = Module(value) if kind == "module" else self.package.lookup(*value)

    do_ImportFrom = do_Import

    def do_Return(self, node):
        self.returned.append(self.taken(node.value) if node.value else None)

    def do_Assign(self, node):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(target.elts) == len(node.value.elts):
                values = [self.held(part, value) for part, value in zip(target.elts, node.value.elts)]
                for part, value in zip(target.elts, values):
                    self.assign(part, value)
            else:
                self.assign(target, self.held(target, node.value))

    def held(self, target, node):
        """The value of an expression; one that a name holds is known from there on."""
        return self.taken(node) if isinstance(target, ast.Name) else self.value(node)

    def do_AnnAssign(self, node):
        if node.value:
            self.assign(node.target, self.held(node.target, node.value))

    def do_AugAssign(self, node):
        self.value(node.value)
        self.reader.lose(self.name(node.target.id) if isinstance(node.target, ast.Name) else None)
        if isinstance(node.target, ast.Subscript):
            self.subscript(node.target)
        self.assign(node.target, None)

    def do_Delete(self, node):
        for target in node.targets:
            self.taken(target)

    def assign(self, target, value):
        if isinstance(target, ast.Name):
            self.scope[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                self.assign(element, None)
        elif isinstance(target, ast.Subscript):
            self.put(target)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value)
            if isinstance(owner, Frame) and target.attr == "columns":
                owner.open = True  # and left loose: its columns have other names now

    def put(self, target):
        """frame[NAME] = ... creates; an unknown name may create any."""
        owner, key = self.value(target.value), self.value(key_of(target))
        frame = owner.frame if isinstance(owner, Indexer) else owner
        if not isinstance(frame, Frame):
            return
        self.take(target.value, owner)
        if isinstance(owner, Indexer):
            parts = parts_of(target)
            if len(parts) != 2:
                return
            key = self.value(parts[1])
        self.create(frame, key)

    def loop(self, target, value):
        pair = isinstance(target, ast.Tuple) and len(target.elts) == 2
        if isinstance(value, Const) and isinstance(target, ast.Tuple) and isinstance(value.value, (tuple, list)) and len(value.value) == len(target.elts):
            for element, part in zip(target.elts, value.value):
                self.assign(element, known(part))
        elif isinstance(value, Rows):
            self.assign(target.elts[1] if value.paired and pair else target, value.frame if not value.paired or pair else None)
        else:
            self.assign(target, value)

    def each(self, node):
        """What a loop variable takes, one by one; [None] where not known."""
        source = self.value(node)
        if isinstance(source, Rows):
            return [self.take(node, source)]
        if isinstance(source, Frame):
            return [self.take(node, source) and None]  # its names
        if isinstance(source, Const) and isinstance(source.value, (list, tuple, dict, set)):
            return [known(value) for value in list(source.value)[:200]] or [None]
        return [None]


def key_of(node):
    """A subscript's key; before 3.9 the tree wraps it."""
    return node.slice.value if isinstance(node.slice, getattr(ast, "Index", ())) else node.slice


def parts_of(node):
    """A subscript's keys, as its commas part them; before 3.9 a slice among them changes the tree."""
    key = key_of(node)
    if isinstance(key, getattr(ast, "ExtSlice", ())):
        return [getattr(part, "value", part) for part in key.dims]
    return key.elts if isinstance(key, ast.Tuple) else [key]


def labels_of(value):
    """The column labels a known value names, or None."""
    if not isinstance(value, Const):
        return None
    if isinstance(value.value, (list, tuple, set, dict)):
        return list(value.value)
    return [value.value]
