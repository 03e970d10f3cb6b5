"""What an expression stands for, noting the columns it reads on the way."""
import ast


class Expressions(FrameMethods):
    def value(self, node):
        if node is None:
            return None
        method = getattr(self, "of_" + type(node).__name__, None)
        if method:
            return method(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return None

    def name(self, name):
        if name in self.scope:
            return self.scope[name]
        return self.package.lookup(self.module, name)

    def of_Constant(self, node):
        return Const(node.value)

    def of_Name(self, node):
        return self.name(node.id)

    def collection(self, node):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return known(self.package.literal(node, self.name))

    of_List = of_Tuple = of_Set = of_Dict = of_BinOp = collection

    def of_Attribute(self, node):
        owner = self.value(node.value)
        if isinstance(owner, Frame):
            return Indexer(owner) if node.attr in ("loc", "at") else None
        return self.reader.attribute(owner, node.attr)

    def of_Subscript(self, node):
        return self.subscript(node)

    def subscript(self, node):
        owner, key = self.value(node.value), self.value(key_of(node))
        if isinstance(owner, Indexer):
            return self.located(owner.frame, node)
        if isinstance(owner, Const) and isinstance(key, Const):
            return item(owner.value, key.value)
        if not isinstance(owner, Frame):
            return None
        if not isinstance(key, Const):
            return owner.derive() if isinstance(node.ctx, ast.Load) else None  # a mask, or a name not known
        self.reads(owner, key, node, "selects" if isinstance(key.value, (list, tuple)) else "reads")
        return owner.derive() if isinstance(key.value, list) else None

    def located(self, frame, node):
        parts = parts_of(node)
        if len(parts) != 2:
            return frame.derive()
        key = self.value(parts[1])
        self.reads(frame, key, node, "selects")
        return frame.derive() if isinstance(key, Const) and isinstance(key.value, list) else None

    def reads(self, frame, key, node, how):
        for column in labels_of(key) or ():
            self.reader.read(frame, column, node, self, how)

    def of_IfExp(self, node):
        self.value(node.test)
        there = self.presence(node.test)
        values = [self.value(part) for part, dead in ((node.body, False), (node.orelse, True)) if there is not dead]
        return values[0] if len(values) == 1 or values[0] is values[1] else None

    def of_Lambda(self, node):
        return Function(self.module, node)

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

    def of_Call(self, node):
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value)
            if isinstance(owner, Frame):
                return self.frame_method(owner, node.func.attr, node)
            if isinstance(owner, Const) and isinstance(owner.value, dict) and not node.args:
                return dict_view(owner.value, node.func.attr)
            target = self.reader.attribute(owner, node.func.attr)
            if isinstance(owner, Instance) and target is None and node.func.attr in CHAINED:
                return owner
        else:
            target = self.value(node.func)
        args, keywords = self.arguments(node)
        if isinstance(target, (Function, Class, Bound, Instance)):
            return self.reader.call(target, args, keywords) if None not in keywords else None
        self.given_away(node, target, args + list(keywords.values()))
        if isinstance(node.func, ast.Name) and node.func.id not in self.scope:
            return known(self.package.literal(node, self.name))
        return None

    def arguments(self, node):
        args = [self.value(arg) for arg in node.args]
        return args, {keyword.arg: self.value(keyword.value) for keyword in node.keywords}

    def given_away(self, node, target, values):
        """Code that is not known may put any column into a frame it is given."""
        harmless = isinstance(target, Module) or isinstance(node.func, ast.Name) and node.func.id in HARMLESS
        for value in values:
            if isinstance(value, Frame) and not harmless:
                value.open = True


def item(owner, key):
    try:
        return known(owner[key])
    except (KeyError, IndexError, TypeError):
        return None


def dict_view(value, method):
    views = {"keys": list(value), "values": list(value.values()), "items": list(value.items())}
    return Const(views[method]) if method in views else None
