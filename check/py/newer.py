"""What a module uses of the standard library that this interpreter lacks.

It is asked of the interpreter itself; only the names of whole modules that
came later have to be known, and of methods, for objects whose type is not
certain: of these it is told where they may be called.
"""
import builtins
import importlib
import importlib.util
import inspect

LATER = {"graphlib": "3.9", "zoneinfo": "3.9", "tomllib": "3.11", "annotationlib": "3.14", "compression": "3.14"}
LATER_METHODS = {"removeprefix", "removesuffix", "bit_count"}
NOT_TO_IMPORT = {"__main__", "antigravity", "this", "idlelib", "turtledemo", "test", "tkinter", "turtle"}
SET_LATER = {"ps1", "ps2", "last_type", "last_value", "last_traceback", "tracebacklimit", "frozen", "argv"}
UNKNOWN_OBJECT = object()


class Newer(Certain):
    guards = IMPORT_ERRORS | {"AttributeError", "NameError", "TypeError"}

    def __init__(self, tree, library):
        self.names, self.library, self.found, self.types = Names(tree), set(library), [], Types(tree)
        self.lazy = any(isinstance(node, ast.ImportFrom) and node.module == "__future__"
                        and any(alias.name == "annotations" for alias in node.names) for node in tree.body)
        self.depth = 0
        self.visit(tree)

    def tell(self, node, what, kind="newer"):
        self.found.append({"kind": kind, "what": what, "line": node.lineno, "column": node.col_offset + 1})

    def visit_If(self, node):
        if not names(node.test) & {"hasattr", "platform"}:
            super().visit_If(node)

    visit_IfExp = visit_If

    def visit_Import(self, node):
        for alias in node.names:
            self.module(node, alias.name)

    def visit_ImportFrom(self, node):
        if node.level or not node.module or not self.module(node, node.module):
            return
        for alias in node.names:
            if alias.name != "*" and self.library_object(node.module + "." + alias.name)[1]:
                self.tell(node, node.module + "." + alias.name)

    def module(self, node, name):
        """Tells of a module that is not there; whether one of this library's is."""
        top = name.split(".")[0]
        if top in LATER:
            self.tell(node, top, "newer-module")
        if top not in self.library or set(name.split(".")) & NOT_TO_IMPORT:
            return False
        if imported(name) is None:
            self.tell(node, name)
        return imported(name) not in (None, UNKNOWN_OBJECT)

    def library_object(self, dotted):
        """What a dotted name is in this library: (object, ""), (None, the part that is missing), or unknown."""
        parts = dotted.split(".")
        if not dotted or parts[0] not in self.library or set(parts) & NOT_TO_IMPORT:
            return UNKNOWN_OBJECT, ""
        found = imported(parts[0])
        for i, part in enumerate(parts[1:], 2):
            if not (inspect.ismodule(found) or isinstance(found, type)):
                return UNKNOWN_OBJECT, ""
            if part.startswith("_") or part in SET_LATER:
                return UNKNOWN_OBJECT, ""
            owner, found = found, getattr(found, part, None if inspect.ismodule(found) else UNKNOWN_OBJECT)
            if found is None and inspect.ismodule(owner) and not hasattr(owner, part):
                found = imported(".".join(parts[:i]))
                if found is None:
                    return None, ".".join(parts[:i])
            elif found is UNKNOWN_OBJECT and not hasattr(owner, part):
                return None, ".".join(parts[:i])
        return found, ""

    def visit_Attribute(self, node):
        found, missing = self.library_object(self.names.dotted(node))
        if missing and isinstance(node.ctx, ast.Load):
            self.tell(node, missing)
            return
        kind = self.types.of(node.value)
        if kind is not None and not hasattr(kind, node.attr):
            self.tell(node, "%s.%s" % (kind.__name__, node.attr))
        elif kind is None and found is UNKNOWN_OBJECT and node.attr in LATER_METHODS:
            self.tell(node, node.attr, "newer-method")
        self.generic_visit(node)

    def evaluated(self, node):
        """The class that an expression certainly is, or None."""
        name = self.names.builtin(node)
        found = getattr(builtins, name, None) if name else self.library_object(self.names.dotted(node))[0]
        return found if isinstance(found, type) else None

    def visit_Subscript(self, node):
        cls = self.evaluated(node.value)
        if cls and isinstance(node.ctx, ast.Load) and not hasattr(cls, "__class_getitem__") and not hasattr(type(cls), "__getitem__"):
            self.tell(node, "%s[...]" % cls.__name__)
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.BitOr):
            sides = [self.types.of(side) for side in (node.left, node.right)]
            if sides == [dict, dict] and not hasattr(dict, "__or__"):
                self.tell(node, "dict | dict")
            classes = [self.evaluated(side) for side in (node.left, node.right)]
            plain = [cls is not None and not hasattr(type(cls), "__or__") or none(side)
                     for cls, side in zip(classes, (node.left, node.right))]
            if all(plain) and any(classes):
                self.tell(node, "a union of types by |")
        self.generic_visit(node)

    def visit_Call(self, node):
        if self.names.builtin(node.func) == "zip" and any(keyword.arg == "strict" for keyword in node.keywords):
            self.tell(node, "zip(strict=...)")
        self.keywords(node, self.library_object(self.names.dotted(node.func))[0])
        self.generic_visit(node)

    def keywords(self, node, function):
        if not inspect.isfunction(function):
            return
        known = inspect.signature(function, follow_wrapped=False).parameters.values()
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in known):
            return
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in {parameter.name for parameter in known}:
                self.tell(node, "%s(%s=...)" % (function.__name__, keyword.arg))

    def function(self, node):
        """A function's annotations are evaluated with it, but not those of its variables."""
        for default in node.args.defaults + [value for value in node.args.kw_defaults if value] + node.decorator_list:
            self.visit(default)
        if not self.lazy:
            extra = [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
            for annotation in [arg.annotation for arg in node.args.posonlyargs + node.args.args + node.args.kwonlyargs + extra] + [node.returns]:
                if annotation is not None:
                    self.visit(annotation)
        self.depth += 1
        for child in node.body:
            self.visit(child)
        self.depth -= 1

    visit_FunctionDef = visit_AsyncFunctionDef = function

    def visit_AnnAssign(self, node):
        if not self.lazy and not self.depth:
            self.visit(node.annotation)
        if node.value:
            self.visit(node.value)


def none(node):
    return isinstance(node, ast.Constant) and node.value is None


def imported(name):
    """A module of the library; None where there is none, unknown where it does not import here."""
    try:
        there = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        there = False  # what it would lie in is no package
    except Exception:
        return UNKNOWN_OBJECT
    try:
        return importlib.import_module(name) if there else None
    except Exception:
        return UNKNOWN_OBJECT
