"""One function's statements in order, with what its names hold."""


class Walker(Expressions):
    def __init__(self, reader, module):
        self.reader, self.package, self.module = reader, reader.package, module
        self.scope, self.unsure, self.returned = {}, 0, []

    def bind(self, node, args, keywords):
        names = [arg.arg for arg in arguments(node)]
        self.scope.update(dict.fromkeys(names))
        defaults = node.args.defaults
        for arg, default in zip(node.args.args[len(node.args.args) - len(defaults):], defaults):
            self.scope[arg.arg] = self.package.constant(default, self.module)
        self.scope.update(zip(names, args))
        self.scope.update({name: value for name, value in keywords.items() if name in names})

    def run(self, node):
        if isinstance(node, ast.Lambda):
            return self.value(node.body)
        self.body(node.body)
        known = [value for value in self.returned if value is not None]
        if len(known) != len(self.returned) or not known or len({type(value) for value in known}) > 1:
            return None
        return known[0] if len(known) == 1 else self.merged(known)

    def merged(self, values):
        if not isinstance(values[0], Frame):
            return values[0] if isinstance(values[0], Instance) else None
        return Frame(set().union(*(value.created for value in values)), any(value.open for value in values))

    def body(self, statements):
        for statement in statements:
            self.statement(statement)

    def statement(self, node):
        method = getattr(self, "do_" + type(node).__name__, None)
        if method:
            method(node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
            elif isinstance(child, ast.stmt):
                self.statement(child)

    def do_FunctionDef(self, node):
        self.scope[node.name] = Function(self.module, node)

    def do_ClassDef(self, node):
        self.scope[node.name] = None

    def do_Import(self, node):
        for name, (kind, value) in bindings_of(node, self.package.origin(self.module)):
            self.scope[name] = Module(value) if kind == "module" else self.package.lookup(*value)

    do_ImportFrom = do_Import

    def do_Return(self, node):
        self.returned.append(self.value(node.value) if node.value else None)

    def do_Assign(self, node):
        value = self.value(node.value)
        for target in node.targets:
            self.assign(target, value)

    def do_AnnAssign(self, node):
        if node.value:
            self.assign(node.target, self.value(node.value))

    def do_AugAssign(self, node):
        self.value(node.value)
        if isinstance(node.target, ast.Subscript):
            self.subscript(node.target)
        self.assign(node.target, None)

    def do_Delete(self, node):
        for target in node.targets:
            self.value(target)

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
                owner.open = True

    def put(self, target):
        """frame[NAME] = ... creates; an unknown name may create any."""
        owner, key = self.value(target.value), self.value(key_of(target))
        frame = owner.frame if isinstance(owner, Indexer) else owner
        if not isinstance(frame, Frame):
            return
        if isinstance(owner, Indexer):
            parts = parts_of(target)
            if len(parts) != 2:
                return
            key = self.value(parts[1])
        labels = labels_of(key)
        frame.created.update(labels or ())
        frame.open = frame.open or labels is None

    def do_For(self, node):
        for value in self.each(node.iter):
            self.loop(node.target, value)
            self.body(node.body)
        self.body(node.orelse)

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
        if isinstance(source, Const) and isinstance(source.value, (list, tuple, dict, set)):
            return [known(value) for value in list(source.value)[:200]] or [None]
        return [source if isinstance(source, Rows) else None]

    def do_If(self, node):
        self.value(node.test)
        there = self.presence(node.test)
        if there is not False:
            self.body(node.body)
        if there is not True:
            self.body(node.orelse)

    def presence(self, test):
        """Whether a test for columns in a frame comes out true for a frame as declared; None if not known."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            there = self.presence(test.operand)
            return None if there is None else not there
        if isinstance(test, ast.BoolOp):
            parts, decides = [self.presence(part) for part in test.values], isinstance(test.op, ast.Or)
            return decides if decides in parts else None
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], (ast.In, ast.NotIn)):
            return None
        labels, frame = labels_of(self.value(test.left)), self.frame_tested(test.comparators[0])
        if labels is None or frame is None or frame.open or not all(self.reader.has(frame, label) for label in labels):
            return None
        return isinstance(test.ops[0], ast.In)

    def frame_tested(self, node):
        if isinstance(node, ast.Attribute) and node.attr == "columns":
            node = node.value
        value = self.value(node)
        return value if isinstance(value, Frame) else None

    def do_Try(self, node):
        self.body(node.body)
        self.unsure += 1  # a handler runs only where the body failed
        for handler in node.handlers:
            self.body(handler.body)
        self.unsure -= 1
        self.body(node.orelse + node.finalbody)


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
