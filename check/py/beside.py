"""Files that a module reads by its own place, wherever that is.

Paths are lists of parts, from the folder of the model on. Only what is made of
__file__, of the package's name and of literals is known.
"""
import base64

KEEP = {"Path", "PurePath", "PosixPath", "str", "fspath", "abspath", "realpath", "normpath", "open", "open_text"}
SAME = {"resolve", "absolute", "expanduser", "as_posix", "__fspath__"}
OF_PACKAGE = {"importlib.resources.read_text", "importlib.resources.read_binary", "importlib.resources.open_text", "importlib.resources.open_binary",
              "importlib.resources.path", "pkgutil.get_data", "pkg_resources.resource_filename", "pkg_resources.resource_string",
              "pkg_resources.resource_stream", "importlib_resources.read_text", "importlib_resources.path"}
FILES = {"importlib.resources.files", "importlib_resources.files"}
TESTS = {"exists", "is_file", "is_dir", "isfile", "isdir"}


def main(args):
    """args: {"modules": [{"name", "path", "package", "text" (base64)}]}"""
    folders = {module["name"]: module["path"].split("/")[:-1] for module in args["modules"] if module["package"]}
    return {"files": [file for module in args["modules"] for file in files_beside(module, folders)]}


def files_beside(module, folders):
    tree = ast.parse(base64.b64decode(module["text"]), module["path"])
    return Beside(module, folders, tree).found


class Beside(Certain):
    guards = {"OSError", "IOError", "FileNotFoundError", "Exception", "BaseException"}

    def __init__(self, module, folders, tree):
        self.file, self.folders, self.names, self.found = module["path"].split("/"), folders, Names(tree), []
        self.package = module["name"] if module["package"] else module["name"].rpartition(".")[0]
        self.module, self.values, self.looking = module, assigned_once(tree), set()
        self.visit(tree)

    def visit_If(self, node):
        if not names(node.test) & TESTS:
            super().visit_If(node)

    visit_IfExp = visit_If

    def visit(self, node):
        """Tells the longest path: what it is made of is not looked at again."""
        if isinstance(node, ast.Call) and writes(node):
            return
        if isinstance(node, (ast.Call, ast.BinOp)):
            path = self.path(node)
            if path and path != self.file:
                self.found.append({"path": "/".join(path), "module": self.module["name"], "file": self.module["path"],
                                   "line": node.lineno, "column": node.col_offset + 1})
                return
        super().visit(node)

    def path(self, node):
        """The parts of the path that an expression is, or None."""
        if isinstance(node, ast.Name):
            return self.named(node.id)
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            return up(self.path(node.value))
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "parents":
            index = constant(getattr(node.slice, "value", node.slice))
            return up(self.path(node.value.value), index + 1) if isinstance(index, int) and index >= 0 else None
        if isinstance(node, ast.BinOp):
            added = {ast.Div: "/", ast.Add: ""}.get(type(node.op))
            return None if added is None else joined(self.path(node.left), [node.right], added == "")
        return self.call(node) if isinstance(node, ast.Call) else None

    def named(self, name):
        if name == "__file__":
            return self.file
        if name not in self.values or name in self.looking:
            return None
        self.looking.add(name)
        path = self.path(self.values[name])
        self.looking.discard(name)
        return path

    def call(self, node):
        dotted = self.names.dotted(node.func)
        if dotted in OF_PACKAGE or dotted in FILES:
            return joined(self.folder(node.args[0]), node.args[1:2]) if node.args else self.folder(None)
        last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if last in KEEP and node.args and dotted != "os.open":
            return joined(self.path(node.args[0]), node.args[1:] if last in ("Path", "PurePath", "PosixPath") else [])
        if dotted == "os.path.dirname" and node.args:
            return up(self.path(node.args[0]))
        if dotted == "os.path.join" and node.args:
            return joined(self.path(node.args[0]), node.args[1:])
        if owner is None:
            return None
        if last in SAME or last in ("open", "read_text", "read_bytes"):
            return self.path(owner)
        if last == "joinpath":
            return joined(self.path(owner), node.args)
        return joined(up(self.path(owner)), node.args) if last == "with_name" else None

    def folder(self, node):
        """The folder of a package that is named by a literal, by __name__ or __package__."""
        name = constant(node) if node is not None else self.package
        if isinstance(node, ast.Name) and node.id in ("__name__", "__package__"):
            name = self.package
        return self.folders.get(name)


def assigned_once(tree):
    """The values of names that are bound once in the whole module."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            bound.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For)) and isinstance(node.target, ast.Name):
            bound.setdefault(node.target.id, []).append(getattr(node, "value", None))
        elif isinstance(node, ast.arg):
            bound.setdefault(node.arg, []).append(None)
    return {name: values[0] for name, values in bound.items() if len(values) == 1 and values[0] is not None}


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def up(path, steps=1):
    if path is None or len(path) < steps or ".." in path[len(path) - steps:]:
        return None
    return path[:len(path) - steps]


def writes(node):
    """Whether a call opens for writing: what is not there yet is made."""
    mode = [constant(value) for value in node.args[-1:] + [keyword.value for keyword in node.keywords if keyword.arg == "mode"]]
    return "open" in names(node.func) and any(isinstance(text, str) and text.strip("bt+") in ("w", "a", "x") for text in mode)


def joined(path, nodes, glued=False):
    """The path with literals behind it; glued where they have the slash themselves."""
    parts = [constant(node) for node in nodes]
    if path is None or not all(isinstance(part, str) for part in parts) or glued and not all(part.startswith("/") for part in parts):
        return None
    for part in "/".join(parts).split("/"):
        path = up(path) if part == ".." else path + [part] * (part not in ("", "."))
        if path is None:
            return None
    return path
