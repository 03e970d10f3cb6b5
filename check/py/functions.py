"""Functions and classes as a module defines them, with what they say of themselves."""


def functions(tree):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield function(node, node.name, False)
        elif isinstance(node, ast.ClassDef):
            methods = [child for child in node.body if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))]
            yield made_by(node, methods)
            for method in methods:
                yield function(method, node.name + "." + method.name, True)


def made_by(cls, methods):
    """A class as a function that makes its objects."""
    facts = {"name": cls.name, "line": cls.lineno, "doc": ast.get_docstring(cls) or "", "makes": True, "required": []}
    for method in methods:
        if method.name == "__init__":
            made = function(method, cls.name, True)
            facts["doc"], facts["required"] = (facts["doc"] + "\n" + made["doc"]).strip(), made["required"]
    return facts


def function(node, name, method):
    """Its required parameters are not certain where a decorator may change them."""
    positional = node.args.posonlyargs + node.args.args
    required = positional[:len(positional) - len(node.args.defaults)]
    if method and not any(names(mark) & {"staticmethod"} for mark in node.decorator_list):
        required = [arg for arg in required if arg is not positional[0]]
    required += [arg for arg, default in zip(node.args.kwonlyargs, node.args.kw_defaults) if default is None]
    return {"name": name, "line": node.lineno, "doc": ast.get_docstring(node) or "", "makes": False,
            "required": [] if node.decorator_list else [arg.arg for arg in required]}
