"""What the syntax tree says on its own: bindings, assignments, literals."""
import ast

UNKNOWN = object()


def known(value):
    return None if value is UNKNOWN else Const(value)


def top_level(body):
    """Statements that run at import, but for one branch or another."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            for part in ("body", "orelse", "finalbody", "handlers"):
                for child in getattr(node, part, []):
                    yield from top_level(child.body if isinstance(child, ast.ExceptHandler) else [child])


def bindings_of(node, origin):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield node.name, ("function", node)
    elif isinstance(node, ast.ClassDef):
        yield node.name, ("class", node)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name.split(".")[0], ("module", alias.name if alias.asname else alias.name.split(".")[0])
    elif isinstance(node, ast.ImportFrom):
        base = origin[:len(origin) - node.level + 1] if node.level else []
        source = ".".join(base + ([node.module] if node.module else []))
        for alias in node.names:
            yield alias.asname or alias.name, ("from", (source, alias.name))
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, ("value", node.value)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, ("value", node.value)


def mutates(node):
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
            and node.func.attr in {"append", "extend", "insert", "remove", "pop", "clear", "update", "add", "sort"})


def self_attributes(cls):
    """Expressions assigned to self.NAME, by name."""
    found = {}
    for node in ast.walk(cls):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AnnAssign, ast.AugAssign)) else []
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                found.setdefault(target.attr, []).append(node.value)
    return found


def joined(parts, node):
    """An f-string of known texts and whole numbers, without format."""
    plain = all(not isinstance(part, ast.FormattedValue) or part.conversion == -1 and part.format_spec is None for part in node.values)
    return "".join(map(str, parts)) if plain and all(type(part) in (str, int) for part in parts) else UNKNOWN


def passes_on(node):
    """Whether a decorator gives the function that it decorates what it is itself called with, and nothing else has it."""
    for inner in ast.walk(node):
        if isinstance(inner, (ast.FunctionDef, ast.Lambda)) and inner is not node and inner.args.vararg and not inner.args.args:
            uses = [child for child in ast.walk(inner) if isinstance(child, ast.Name) and child.id == inner.args.vararg.arg]
            given = [child for child in ast.walk(inner) if isinstance(child, ast.Starred) and isinstance(child.value, ast.Name) and child.value.id == inner.args.vararg.arg]
            return len(uses) == len(given)
    return False


def added(left, right):
    same = type(left) is type(right) and isinstance(left, (list, tuple, str))
    return left + right if same else UNKNOWN


def converted(name, value):
    if name in ("list", "sorted", "tuple") and isinstance(value, (list, tuple, dict)):
        return tuple(value) if name == "tuple" else sorted(value, key=str) if name == "sorted" else list(value)
    return UNKNOWN
