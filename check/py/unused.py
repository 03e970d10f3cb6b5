"""Parameters that a call fills from a dict by **, and that the function never looks at."""


def main(args):
    """args: {"modules"}"""
    package = Package(args["modules"])
    return {"unused": [fact for module, tree in package.trees.items() for node in ast.walk(tree)
                       if isinstance(node, ast.Call) for fact in dropped(package, module, node)]}


def dropped(package, module, call):
    target = package.lookup(module, call.func.id) if isinstance(call.func, ast.Name) else None
    function = package.member(target, "__init__") if isinstance(target, Class) else target
    if not isinstance(function, Function) or all(keyword.arg for keyword in call.keywords) or is_abstract(function.node):
        return
    given = {keyword.arg for keyword in call.keywords}
    for arg in unread(function.node) if not call.args else ():
        if arg.arg not in given:
            yield {"key": arg.arg, "path": package.paths[function.module], "line": arg.lineno}


def unread(node):
    """The named parameters that a function's body never looks at."""
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)}
    if names & {"locals", "vars"}:
        return []
    return [arg for arg in node.args.args + node.args.kwonlyargs if arg.arg not in names | {"self", "cls"}]


def is_abstract(node):
    """A body of nothing but a docstring, pass, ... or raise."""
    return all(isinstance(part, (ast.Pass, ast.Raise)) or isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
               for part in node.body)
