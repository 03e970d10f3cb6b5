"""Calls: of the package's own code, which is followed, and of code that is known for what it does to a frame."""

HARMLESS = {"len", "isinstance", "type", "print", "str", "id", "hasattr", "repr", "bool"}
PURE = {"numpy", "pandas", "torch", "sklearn", "scipy", "math", "logging", "warnings", "copy"}  # put no column into a frame


class Calls:
    def of_Call(self, node):
        target, owner = self.called(node.func)
        if isinstance(owner, Frame):
            return self.frame_method(owner, node.func.attr, node)
        if isinstance(owner, Const) and isinstance(owner.value, dict) and not node.args:
            return dict_view(owner.value, node.func.attr)
        if isinstance(owner, Instance) and target is None and node.func.attr in CHAINED:
            return owner
        args, keywords = self.arguments(node)
        spread = None in keywords or any(isinstance(arg, ast.Starred) for arg in node.args)
        if isinstance(target, (Function, Class, Bound, Instance)):
            if spread:
                return Instance(target) if isinstance(target, Class) else None
            return self.followed_call(node, target, args, keywords)
        known_for = getattr(self, "made_by_" + target.name.replace(".", "_"), None) if isinstance(target, Module) else None
        if known_for and not spread:
            return known_for(node, args, keywords)
        return self.other_call(node, target, args, keywords)

    def called(self, func):
        """What is called, and the frame or value that it is a method of."""
        if not isinstance(func, ast.Attribute):
            if isinstance(func, ast.Name) and func.id in ("dict", "list") and self.is_builtin(func.id):
                return Module("builtins." + func.id), None
            return self.value(func), None
        if isinstance(func.value, ast.Call) and getattr(func.value.func, "id", "") == "super" and self.function and self.function.owner:
            method = next(self.package.overridden(self.function.owner, func.attr), None)
            return method and Bound(method, self.name("self")), None
        owner = self.value(func.value)
        if isinstance(owner, Frame):
            return None, self.take(func.value, owner)
        return self.reader.attribute(owner, func.attr), owner

    def is_builtin(self, name):
        return name not in self.scope and name not in self.outer and name not in self.package.bindings.get(self.module, {})

    def arguments(self, node):
        args = [self.value(arg) for arg in node.args]
        return args, {keyword.arg: self.value(keyword.value) for keyword in node.keywords}

    def followed_call(self, node, target, args, keywords):
        for arg, value in zip(node.args, args):
            self.take(arg, value)
        for keyword in node.keywords:
            self.take(keyword.value, keywords[keyword.arg])
        return self.reader.call(target, args, keywords)

    def other_call(self, node, target, args, keywords):
        name = node.func.id if isinstance(node.func, ast.Name) and self.is_builtin(node.func.id) else ""
        pure = isinstance(target, Module) and target.name.split(".")[0] in PURE | {"builtins"}
        for value in args + list(keywords.values()):  # code that is not known may put any column into a frame it is given
            if isinstance(value, Frame) and not pure and name not in HARMLESS:
                value.open = True
        if name in HARMLESS:
            for arg, value in zip(node.args, args):
                self.take(arg, value)
        if name == "getattr" and len(args) > 1 and isinstance(args[0], Frame) and isinstance(args[1], Const):
            self.reads(self.take(node.args[0], args[0]), args[1], node, "tests for")
            self.reader.lose(None if args[1].value in self.reader.declared else args[0])
        if name:
            return known(self.package.literal(node, self.name))
        return Mask() if isinstance(node.func, ast.Attribute) and node.func.attr in MASKING else None

    def made_by_pandas_DataFrame(self, node, args, keywords):
        """pd.DataFrame(frame), or of one record in a list."""
        given = args[0] if args else None
        inner = node.args[0] if node.args else None
        if isinstance(inner, ast.List) and len(inner.elts) == 1:
            inner, given = inner.elts[0], self.again(inner.elts[0])
        columns = keywords.get("columns")
        if not isinstance(given, Frame) or "columns" in keywords and not isinstance(columns, Const):
            return self.other_call(node, Module("pandas.DataFrame"), args, keywords)
        self.take(inner, given)
        self.reads(given, columns, node, "selects")
        return given.selected(columns.value) if columns else given.derive()

    made_by_pandas_Series = made_by_pandas_DataFrame

    def made_by_builtins_dict(self, node, args, keywords):
        """dict(record, NAME=...)"""
        if not args or not isinstance(args[0], Frame):
            return self.other_call(node, Module("builtins.dict"), args, keywords)
        result = self.take(node.args[0], args[0]).derive()
        result.created.update(keywords)
        return result

    def made_by_builtins_list(self, node, args, keywords):
        """list(frame) are its names; list(rows) its rows, list of what is known is known."""
        if args and isinstance(args[0], Frame):
            self.take(node.args[0], args[0])
        return known(self.package.literal(node, self.name))

    def made_by_copy_deepcopy(self, node, args, keywords):
        return self.take(node.args[0], args[0]).derive() if args and isinstance(args[0], Frame) else None

    made_by_copy_copy = made_by_copy_deepcopy

    def made_by_pandas_get_dummies(self, node, args, keywords):
        """The encoded columns are replaced by one each for their levels."""
        frame = args[0] if args else keywords.get("data")
        if not isinstance(frame, Frame):
            return None
        self.reads(frame, keywords.get("columns"), node, "encodes")
        return Frame(frame.created, True, frame.whole)

    def again(self, node):
        """The value of an expression that was evaluated as part of another; it is as loose as it was."""
        value = self.value(node)
        return self.take(node, value)


MASKING = {"isna", "isnull", "notna", "notnull", "between", "isin", "eq", "ne", "lt", "gt", "le", "ge", "any", "all", "duplicated",
           "contains", "startswith", "endswith", "isfinite", "isnan", "logical_and", "logical_or", "logical_not"}


def dict_view(value, method):
    views = {"keys": list(value), "values": list(value.values()), "items": list(value.items())}
    return Const(views[method]) if method in views else None
