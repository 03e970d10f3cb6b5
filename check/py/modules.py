"""What the package's modules say of themselves, by the interpreter's own ast.

Nothing is imported or run: an argument is source text, the answer is facts.
"""
import base64
import sys


DEEP = 10000  # frames: generated code is nested deeply, and Python compiles 3000 levels


def main(args):
    """args: {"modules": [{"name", "path", "package", "text" (base64)}]}"""
    sys.setrecursionlimit(DEEP)
    library = stdlib()
    return {"modules": [describe(module, library) for module in args["modules"]], "stdlib": library}


def stdlib():
    """Names of the top-level modules that this interpreter brings along."""
    import os
    import sysconfig

    names = {"__main__"} | set(sys.builtin_module_names)
    lib = sysconfig.get_path("stdlib")
    for folder in (lib, os.path.join(lib, "lib-dynload")):
        for entry in os.listdir(folder) if os.path.isdir(folder) else ():
            names.add(entry.split(".")[0])
    return sorted(names - {"site-packages", "__pycache__"})


def describe(module, library):
    facts = {"name": module["name"], "path": module["path"], "package": module["package"],
             "imports": [], "opens": [], "uses": [], "defines": [], "mentions": [], "functions": [], "dynamic": False, "error": None, "unread": False}
    text = base64.b64decode(module["text"])
    try:
        compiles(text, module["path"])
        tree = ast.parse(text, module["path"])
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        facts["error"] = {"type": type(error).__name__,
                          "message": getattr(error, "msg", None) or str(error) or "it is nested too deeply",
                          "line": getattr(error, "lineno", 0) or 0,
                          "column": getattr(error, "offset", 0) or 0}
        return facts
    try:
        read(tree, module, library, facts)
    except RecursionError:  # constants alone, which Python folds: a line that nobody writes
        facts["unread"] = True
    return facts


def read(tree, module, library, facts):
    """Puts into facts what the tree says."""
    imports = Imports(module)
    imports.visit(tree)
    facts["imports"] = imports.found
    facts["uses"] = Newer(tree, library).found + Habits(tree).found + list(layers(tree)) + Meddling(tree).found
    facts["functions"] = list(functions(tree))
    facts["mentions"] = sorted(set(mentions(tree)))
    facts["opens"] = opened_literals(tree)
    facts["defines"], facts["dynamic"] = defined(tree)


def compiles(text, path):
    """Raises what an import would: much that is no expression or statement of its own, and what is nested too deeply."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    try:
        compile(text, path, "exec", dont_inherit=True)
    finally:
        sys.setrecursionlimit(limit)


class Imports(Certain):
    """Collects imports that must succeed for the package to work."""

    guards = IMPORT_ERRORS

    def __init__(self, module):
        self.base = module["name"].split(".")
        if not module["package"]:
            self.base.pop()
        self.found = []

    def add(self, node, name, absolute):
        self.found.append({"name": name, "line": node.lineno, "column": node.col_offset + 1, "absolute": absolute})

    def visit_Import(self, node):
        for alias in node.names:
            self.add(node, alias.name, True)

    def visit_ImportFrom(self, node):
        base = self.base[:len(self.base) - node.level + 1] if node.level else []
        source = ".".join(base + ([node.module] if node.module else []))
        self.add(node, source, not node.level)
        for alias in node.names:  # each may be a module
            self.add(node, source + "." + alias.name, False)


def mentions(tree):
    """Top-level modules that are imported anywhere, guarded or not, and texts that might name one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split(".")[0].isidentifier():
            yield node.value.split(".")[0]


OPENERS = {"open", "read_csv", "read_json", "read_parquet", "read_pickle", "read_excel", "read_text",
           "read_bytes", "load", "loadtxt", "imread", "Path", "fromfile", "load_model", "safe_load"}


def opened_literals(tree):
    """Relative paths written as literals where a file is opened for reading."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        path = node.args[0]
        if callee in OPENERS and isinstance(path, ast.Constant) and isinstance(path.value, str):
            found.append({"path": path.value, "line": node.lineno, "column": node.col_offset + 1})
    return found


def defined(tree):
    """Names that the module binds at its top level, and whether there may be more."""
    bound, dynamic = set(), False
    todo = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
            dynamic = dynamic or node.name == "__getattr__"
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name.split(".")[0]) for alias in node.names}
            dynamic = dynamic or any(alias.name == "*" for alias in node.names)
            continue
        if isinstance(node, ast.Call) and names(node.func) & {"globals", "vars", "setattr", "exec"}:
            dynamic = True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        todo.extend(ast.iter_child_nodes(node))
    return sorted(bound), dynamic
