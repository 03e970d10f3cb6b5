"""Habits of research code that do not outlive the machine it was written on."""
import re

AUTHORS_OWN = re.compile(r"(/(?:home|Users|root|mnt|media)/|[A-Za-z]:[\\/]|~[\\/\w]*[\\/]|~$)")
ABSOLUTE = re.compile(r"/(?!dev/|proc/|sys/)[^/]+/")
PATH_TAKERS = {"open", "Path", "PurePath", "PosixPath", "read_csv", "read_json", "read_parquet", "read_pickle", "read_excel",
               "load", "loadtxt", "fromfile", "imread", "listdir", "join", "chdir", "exists", "isfile", "makedirs"}
HOME = {"pathlib.Path.home", "os.path.expanduser"}
CLOCKS = {"datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow", "datetime.date.today",
          "pandas.Timestamp.now", "pandas.Timestamp.today", "pandas.Timestamp.utcnow"}
OF_NOW = {"pandas.to_datetime", "pandas.Timestamp", "numpy.datetime64"}
TELLING = {"print", "debug", "info", "warning", "error", "log", "write"}


class Habits(Certain):
    def __init__(self, tree):
        self.names, self.found = Names(tree), []
        self.visit(tree)

    def tell(self, kind, node, what):
        self.found.append({"kind": kind, "what": what, "line": node.lineno, "column": node.col_offset + 1})

    def visit_Call(self, node):
        callee = self.names.dotted(node.func)
        last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if last in TELLING:
            return  # when something was told changes no score
        if last in PATH_TAKERS:
            self.paths(node)
        if callee in HOME:
            self.tell("path", node, callee + "()")
        if callee in CLOCKS or callee in OF_NOW and node.args and text(node.args[0]) in ("now", "today"):
            self.tell("clock", node, callee)
        if callee in ("os.getenv", "os.environ.get") and node.args:
            self.variable(node, node.args[0])
        if callee == "torch.load":
            self.torch_load(node)
        if getattr(node.func, "id", "") in ("set", "frozenset", "hash"):
            self.tell("hash", node, node.func.id)
        self.generic_visit(node)

    def visit_Set(self, node):
        self.tell("hash", node, "a set")
        self.generic_visit(node)

    visit_SetComp = visit_Set

    def visit_Subscript(self, node):
        if self.names.dotted(node.value) == "os.environ" and isinstance(node.ctx, ast.Load):
            self.variable(node, getattr(node.slice, "value", node.slice))
        self.generic_visit(node)

    def variable(self, node, key):
        name = text(key) or (text(key.value) if isinstance(getattr(key, "value", None), ast.AST) else "")
        if name == "HOME":
            self.tell("path", node, 'os.environ["HOME"]')
        elif name:
            self.tell("variable", node, name)

    def paths(self, node):
        for argument in node.args + [keyword.value for keyword in node.keywords]:
            path = text(argument)
            if AUTHORS_OWN.match(path) or ABSOLUTE.match(path):
                self.tell("path", argument, repr(path))

    def torch_load(self, node):
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if None in given or any(isinstance(argument, ast.Starred) for argument in node.args):
            return
        trusts = given.get("weights_only")
        if trusts is None or isinstance(trusts, ast.Constant) and not trusts.value:
            self.tell("torch-load", node, "torch.load without weights_only=True")
        if "map_location" not in given and len(node.args) < 2:
            self.tell("map-location", node, "torch.load without map_location")


def text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
