"""Branches and loops: what names hold after one way or the other was taken."""


class Flow:
    def do_If(self, node):
        self.value(node.test)
        there = self.presence(node.test)
        ways = [part for part, dead in ((node.body, False), (node.orelse, True)) if there is not dead]
        self.either(*[lambda part=part: self.body(part) for part in ways], ends=[ends(part) for part in ways])

    def either(self, *ways, ends):
        """Takes each way from where the walk is, and goes on with what they leave."""
        before, left = self.scope, []
        for way, gone in zip(ways, ends):
            self.scope = dict(before)
            way()
            if not gone:
                left.append(self.scope)
        self.scope = self.joined(left) if left else before

    def joined(self, scopes):
        if len(scopes) == 1:
            return scopes[0]
        return {name: self.one([scope.get(name) for scope in scopes]) for name in {name for scope in scopes for name in scope}}

    def one(self, values):
        """What a name holds that may hold any of the values."""
        if all(value is values[0] for value in values):
            return values[0]
        if all(isinstance(value, Frame) for value in values):
            return self.merged(values)
        if all(isinstance(value, Const) for value in values) and all(same(value.value, values[0].value) for value in values):
            return values[0]
        for value in values:
            self.reader.lose(value)
        return None

    def merged(self, frames):
        return Frame(set().union(*(frame.created for frame in frames)), any(frame.open for frame in frames),
                     any(frame.whole for frame in frames))

    def do_For(self, node):
        for value in self.each(node.iter):
            self.loop(node.target, value)
            self.repeated(node.body)
        self.body(node.orelse)

    def do_While(self, node):
        self.value(node.test)
        self.repeated(node.body)
        self.body(node.orelse)

    def repeated(self, body):
        """Walks a loop's body; once more where it leaves a frame by a name that its beginning did not have."""
        before = dict(self.scope)
        self.body(body)
        if any(is_whole(value) and before.get(name) is not value for name, value in self.scope.items()):
            self.body(body)

    def presence(self, test):
        """Whether a test of a frame and its columns comes out true for a frame as declared; None if not known."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            there = self.presence(test.operand)
            return None if there is None else not there
        if isinstance(test, ast.BoolOp):
            parts, decides = [self.presence(part) for part in test.values], isinstance(test.op, ast.Or)
            if decides in parts:
                return decides
            return None if None in parts else not decides
        if isinstance(test, ast.Call):
            return self.is_frame(test)
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return None
        if isinstance(test.ops[0], (ast.Is, ast.IsNot)) and getattr(test.comparators[0], "value", "") is None:
            return isinstance(test.ops[0], ast.IsNot) if isinstance(self.frame_of_names(test.left), Frame) else None
        if not isinstance(test.ops[0], (ast.In, ast.NotIn)):
            return None
        labels, frame = labels_of(self.value(test.left)), self.frame_of_names(test.comparators[0])
        if labels is None or frame is None or frame.open or not all(self.reader.has(frame, label) for label in labels):
            return None
        return isinstance(test.ops[0], ast.In)

    def is_frame(self, test):
        """isinstance(frame, pd.DataFrame), where predict is given one."""
        if getattr(test.func, "id", "") != "isinstance" or len(test.args) != 2:
            return None
        kinds = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
        known = {getattr(kind, "attr", getattr(kind, "id", "")) for kind in kinds} & self.reader.kinds
        return True if known and isinstance(self.frame_of_names(test.args[0]), Frame) else None

    def frame_of_names(self, node):
        """The frame that an expression stands for, or whose column names it stands for."""
        if isinstance(node, ast.Call) and not node.args and getattr(node.func, "attr", "") == "keys":
            node = node.func.value
        if isinstance(node, ast.Call) and len(node.args) == 1 and getattr(node.func, "id", "") in ("set", "list"):
            node = node.args[0]
        if isinstance(node, ast.Attribute) and node.attr == "columns":
            node = node.value
        value = self.taken(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
        return value if isinstance(value, Frame) else None

    def do_Try(self, node):
        def failed(handler):
            self.unsure += 1  # a handler runs only where the body failed
            self.body(handler.body)
            self.unsure -= 1
        def whole():
            self.body(node.body)
            self.body(node.orelse)
        self.either(whole, *[lambda handler=handler: failed(handler) for handler in node.handlers],
                    ends=[ends(node.body + node.orelse)] + [ends(handler.body) for handler in node.handlers])
        self.body(node.finalbody)


def ends(body):
    """Whether nothing comes after a body."""
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))


def same(a, b):
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:
        return False
