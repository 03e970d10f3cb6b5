"""What a module's names stand for outside of the package, where that is certain."""
import ast
import sys

IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def bound_otherwise(node):
    """A name that a node binds in another way than by an import, or None."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return node.id
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
        return node.name
    return node.arg if isinstance(node, ast.arg) else None


class Names:
    """Dotted names of modules, and what is in them, by a module's imports."""

    def __init__(self, tree):
        self.imported, self.own, self.anything = {}, set(), False
        for node in ast.walk(tree):
            self.own.add(bound_otherwise(node))
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.asname else alias.name.split(".")[0]
                    self.bind(alias.asname or whole, whole)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.anything = self.anything or alias.name == "*"
                    self.bind(alias.asname or alias.name, "" if node.level else "%s.%s" % (node.module, alias.name))

    def bind(self, name, whole):
        self.imported[name] = whole if self.imported.get(name, whole) == whole else ""

    def dotted(self, node):
        """The dotted name that an expression stands for, or ""."""
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, "") if node.id not in self.own else ""
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return owner and "%s.%s" % (owner, node.attr)
        return ""

    def builtin(self, node):
        """The built-in name that an expression stands for, or ""."""
        known = isinstance(node, ast.Name) and node.id not in self.own and node.id not in self.imported and not self.anything
        return node.id if known else ""


class Certain(ast.NodeVisitor):
    """Visits what a library certainly runs on this Python, and sums up uses.

    Left out: what is guarded against the failures in self.guards, what is for
    type checkers, another Python version or `python -m`.
    """

    guards = set()

    def visit_Try(self, node):
        guarded = any(handler.type is None or names(handler.type) & self.guards for handler in node.handlers)
        for child in node.orelse + node.finalbody + ([] if guarded else node.body + node.handlers):
            self.visit(child)

    def visit_With(self, node):
        suppressed = [item for item in node.items if isinstance(item.context_expr, ast.Call)
                      and "suppress" in names(item.context_expr.func)
                      and any(names(arg) & self.guards for arg in item.context_expr.args)]
        if not suppressed:
            self.generic_visit(node)

    def visit_If(self, node):
        taken = branch(node.test)
        if taken is None:
            self.visit(node.test)
        for part, dead in ((node.body, False), (node.orelse, True)):
            if taken is not dead:
                for child in part if isinstance(part, list) else [part]:
                    self.visit(child)

    visit_IfExp = visit_If


def branch(test):
    """True or False where the test's outcome is known to a library on this Python, else None."""
    mentioned = names(test)
    if "TYPE_CHECKING" in mentioned or "find_spec" in mentioned:
        return False
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if "__name__" in mentioned:
        return False
    if "version_info" in mentioned:
        try:
            return bool(eval(compile(ast.Expression(test), "<test>", "eval"), {"sys": sys, "__builtins__": {}}))
        except Exception:
            return None
    return None


def names(node):
    """Every plain and attribute name in an expression."""
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)} | {
        child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}
