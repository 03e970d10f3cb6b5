"""The built-in types of expressions, where they are certain."""

TEXT = {"capitalize", "casefold", "center", "expandtabs", "format", "join", "ljust", "lower", "lstrip", "replace",
        "rjust", "rstrip", "strip", "swapcase", "title", "translate", "upper", "zfill"}  # methods of str that give str


class Types:
    def __init__(self, tree):
        self.names, self.scopes, self.bound = Names(tree), {}, {}
        for scope in ast.walk(tree):
            if isinstance(scope, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                self.collect(scope, scope)
        self.tree = tree

    def collect(self, scope, node):
        """Notes in which scope each expression stands and what each scope's names are bound to."""
        for child in ast.iter_child_nodes(node):
            self.scopes[child] = scope
            name = bound_otherwise(child)
            if name:
                self.bound.setdefault((scope, name), []).append(None)
            if isinstance(child, ast.arg) and child.annotation is not None:
                self.bound[scope, child.arg] = [("annotated", child.annotation)]
            if isinstance(child, ast.Assign) and len(child.targets) == 1 and isinstance(child.targets[0], ast.Name):
                self.bound.setdefault((scope, child.targets[0].id), []).append(("value", child.value))
            if isinstance(child, ast.For) and isinstance(child.target, ast.Name) and isinstance(child.iter, (ast.List, ast.Tuple)):
                self.bound.setdefault((scope, child.target.id), []).append(("each", child.iter))
            for name in child.names if isinstance(child, (ast.Global, ast.Nonlocal)) else ():
                self.bound.setdefault((scope, name), []).extend([None, None])
                self.bound.setdefault((None, name), [])
            if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                self.collect(scope, child)

    def of(self, node, depth=0):
        """str, bytes, dict, int, float, or None where it is not certain."""
        if isinstance(node, ast.Constant):
            return type(node.value) if type(node.value) in (str, bytes, int, float) else None
        if isinstance(node, ast.JoinedStr):
            return str
        if isinstance(node, (ast.Dict, ast.DictComp)):
            return dict
        if isinstance(node, ast.Call):
            return self.made(node, depth)
        return self.held(node, depth) if isinstance(node, ast.Name) and depth < 5 else None

    def made(self, node, depth):
        name = self.names.builtin(node.func)
        if name in ("str", "dict", "bytes"):
            return {"str": str, "dict": dict, "bytes": bytes}[name]
        method = isinstance(node.func, ast.Attribute) and node.func.attr in TEXT and self.of(node.func.value, depth + 1) is str
        return str if method else None

    def held(self, node, depth):
        """What a name holds that its scope binds once."""
        scope = self.scopes.get(node)
        if (scope, node.id) not in self.bound and [s for s, name in self.bound if name == node.id] == [self.tree]:
            scope = self.tree
        values = self.bound.get((scope, node.id), [])
        given = [value for value in values if value is not None]
        if len(given) != 1 or len(values) > 2:  # the name itself is one more, but for a parameter
            return None
        how, value = given[0]
        if how == "annotated":
            return {"str": str, "bytes": bytes, "dict": dict}.get(self.names.builtin(value))
        kinds = {self.of(element, depth + 1) for element in (value.elts if how == "each" else [value])}
        return kinds.pop() if len(kinds) == 1 else None
