"""What an expression stands for, noting the columns it uses on the way."""
import ast

NAMING = {"columns", "index", "shape", "empty", "ndim", "size", "dtypes", "axes"}  # attributes that tell nothing of values


class Expressions(FrameMethods, Calls):
    def value(self, node):
        """A frame that this gives is loose until somebody who knows what becomes of it takes it."""
        if node is None:
            return None
        method = getattr(self, "of_" + type(node).__name__, self.parts)
        found = method(node)
        if is_whole(found):
            self.reader.loose[node] += 1
        return found

    def take(self, node, value):
        if is_whole(value):
            self.reader.loose[node] -= 1
        return value

    def taken(self, node):
        return self.take(node, self.value(node))

    def parts(self, node):
        for child in ast.iter_child_nodes(node):
            self.value(child) if isinstance(child, ast.expr) else self.parts(child)

    def name(self, name):
        for scope in (self.scope, self.outer):
            if name in scope:
                return scope[name]
        return self.package.lookup(self.module, name)

    def of_Constant(self, node):
        return Const(node.value)

    def of_Name(self, node):
        return self.name(node.id)

    def collection(self, node):
        self.parts(node)
        return known(self.package.literal(node, self.name))

    of_List = of_Tuple = of_Set = of_JoinedStr = collection

    def of_Dict(self, node):
        """{**record, NAME: ...} is the record and more."""
        frames = [self.value(value) for key, value in zip(node.keys, node.values) if key is None]
        if len(frames) != 1 or not isinstance(frames[0], Frame):
            return self.collection(node)
        result = frames[0].derive()
        for key, value in zip(node.keys, node.values):
            if key is None:
                self.take(value, frames[0])
            else:
                self.value(value)
                self.create(result, self.value(key))
        return result

    def of_BinOp(self, node):
        constant = self.collection(node)
        return Mask() if constant is None and isinstance(node.op, (ast.BitAnd, ast.BitOr, ast.BitXor)) else constant

    def of_UnaryOp(self, node):
        return Mask() if isinstance(self.value(node.operand), Mask) else known(self.package.literal(node, self.name))

    def of_BoolOp(self, node):
        self.parts(node)
        return Mask()

    def of_Compare(self, node):
        for part in [node.left] + node.comparators:
            tested = self.frame_of_names(part) if isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Is, ast.IsNot)) else None
            if tested is None:
                self.value(part)
            elif part is not node.left:
                self.reads(tested, self.value(node.left), node, "tests for")
        return Mask()

    def of_Attribute(self, node):
        owner = self.value(node.value)
        if isinstance(owner, Rows):
            return None
        if not isinstance(owner, Frame):
            return self.reader.attribute(owner, node.attr)
        if node.attr in NAMING:
            self.take(node.value, owner)
        elif node.attr in ("loc", "at", "iloc", "iat"):
            return Indexer(self.take(node.value, owner), node.attr.startswith("i"))
        elif self.is_column(owner, node.attr):
            self.reads(self.take(node.value, owner), Const(node.attr), node, "reads")
        return None

    def is_column(self, frame, attribute):
        """frame.AGE: nothing of pandas' own is in capitals but T."""
        return attribute in self.reader.declared or attribute in frame.created or len(attribute) > 1 and attribute.isupper()

    def of_Subscript(self, node):
        return self.subscript(node)

    def subscript(self, node):
        owner = self.value(node.value)
        if isinstance(owner, Indexer):
            return self.located(self.take(node.value, owner), node)
        key = self.value(key_of(node))
        if isinstance(owner, Const) and isinstance(key, Const):
            return item(owner.value, key.value)
        if isinstance(owner, Rows) and isinstance(key, Const) and not owner.paired:
            return self.take(node.value, owner).frame
        if not isinstance(owner, Frame):
            return None
        return self.picked(self.take(node.value, owner), key, node)

    def picked(self, frame, key, node):
        """frame[key]: columns by name, or rows by a mask or a slice."""
        if isinstance(key, Const):
            how = "drops" if isinstance(node.ctx, ast.Del) else "selects" if isinstance(key.value, (list, tuple)) else "reads"
            self.reads(frame, key, node, how)
            return frame.selected(key.value) if isinstance(key.value, list) else None
        if not isinstance(key, Mask) and not isinstance(key_of(node), ast.Slice):
            self.reader.lose(frame)  # a name not known, perhaps
        return frame.derive() if isinstance(node.ctx, ast.Load) else None

    def located(self, indexer, node):
        frame, parts = indexer.frame, parts_of(node)
        keys = [self.value(part) for part in parts]
        if len(parts) != 2:
            return frame.derive()
        if isinstance(keys[1], Const) and not indexer.positional:
            self.reads(frame, keys[1], node, "selects")
            return frame.selected(keys[1].value) if isinstance(keys[1].value, list) else None
        self.reader.lose(frame)
        return None

    def reads(self, frame, key, node, how):
        for column in labels_of(key) or ():
            self.reader.read(frame, column, node, self, how)

    def of_IfExp(self, node):
        self.value(node.test)
        there = self.presence(node.test)
        parts = [part for part, dead in ((node.body, False), (node.orelse, True)) if there is not dead]
        values = [self.value(part) for part in parts]
        if len(values) == 1 or values[0] is values[1]:
            return [self.take(part, value) for part, value in zip(parts, values)][0]
        return None

    def of_Lambda(self, node):
        return self.nested(node)

    def nested(self, node):
        """A function within this one. What it does with a frame of this one is known only where it is called."""
        scope = dict(self.outer, **self.scope)
        if any(isinstance(child, ast.Name) and is_whole(scope.get(child.id)) for child in ast.walk(node)):
            self.reader.escaped = True
        return Function(self.module, node, None, scope)

    def comprehension(self, node):
        outer = dict(self.scope)
        self.generators(node.generators, [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.scope = outer

    of_ListComp = of_SetComp = of_DictComp = of_GeneratorExp = comprehension

    def generators(self, generators, results):
        if not generators:
            for result in results:
                self.value(result)
            return
        first = generators[0]
        for value in self.each(first.iter):
            self.loop(first.target, value)
            for test in first.ifs:
                self.value(test)
            self.generators(generators[1:], results)


def item(owner, key):
    try:
        return known(owner[key])
    except (KeyError, IndexError, TypeError):
        return None
