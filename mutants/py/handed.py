"""A handed-off model as an operator sees it: its folder, contract and code.

An operator yields sites: callables without arguments, of which the seed picks
one to call. A swap finds code by its syntax tree, not by its text, so that it
holds however the model's authors broke their lines.
"""

import ast
import pathlib
import re
import textwrap


class Handed:
    """The model whose handoff.toml lies in ``folder``."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.contract = self.folder / "handoff.toml"
        text = self.contract.read_text()
        self.project = (self.folder / _value(text, "project")).resolve()
        self.form = _value(text, "form")
        self.columns = re.findall(r'\[\[columns\]\]\nname = "(\w+)"', text)
        self.package = next(p.parent for p in sorted(self.project.rglob("__init__.py")))
        self.init = self.package / "__init__.py"
        self.load = self._definition(text, "load")
        self.predict = self._definition(text, "predict")

    def _definition(self, text, section):
        """(module, name) of the function or class that a section's call names, or None."""
        call = re.search(r'\[%s\]\ncall = "(?:[\w.]+:)?(\w+)"' % section, text)
        for path, node in self.nodes(ast.FunctionDef, ast.ClassDef) if call else ():
            if node.name == call.group(1):
                return path, node.name
        return None

    def block(self, column):
        """The contract's table of a column, as text."""
        text = self.contract.read_text()
        return re.search(r'\[\[columns\]\]\nname = "%s"\n(?:.+\n)+' % column, text).group()

    def resource(self, name):
        """The file of a resource, or None."""
        found = re.search(r'^%s = .*?"([^"]+\.\w+)"' % name, self.contract.read_text(), re.M)
        return found and (self.folder / found.group(1)).resolve()

    def modules(self):
        return sorted(self.package.rglob("*.py"))

    def nodes(self, *types):
        """Every (module, node) of the package that is of one of the types."""
        for path in self.modules():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, types):
                    yield path, node

    def function(self, place):
        """The node of what ``load`` or ``predict`` names; a class stands for its __init__."""
        path, name = place
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return node
            if isinstance(node, ast.ClassDef) and node.name == name:
                return next(n for n in node.body if getattr(n, "name", "") == "__init__")
        raise KeyError(name)

    @property
    def argument(self):
        """What predict calls its input."""
        names = [a.arg for a in self.function(self.predict).args.args]
        return names[0] if names[0] != "self" else names[1]

    def prepend(self, place, code, needs=()):
        """Put statements first into the function that ``place`` names, behind its docstring."""
        path, node = place[0], self.function(place)
        first = node.body[1] if ast.get_docstring(node) else node.body[0]
        lines = path.read_text().splitlines(keepends=True)
        lines.insert(first.lineno - 1, textwrap.indent(textwrap.dedent(code).strip("\n"), " " * first.col_offset) + "\n")
        path.write_text("".join(lines))
        self.need(path, needs)

    def append(self, path, code, needs=()):
        path.write_text(path.read_text() + "\n\n" + textwrap.dedent(code).strip("\n") + "\n")
        self.need(path, needs)

    def need(self, path, imports):
        """Write imports that the module lacks behind those that it has, or behind its docstring."""
        for wanted in [imports] if isinstance(imports, str) else imports:
            tree = ast.parse(path.read_text())
            if ast.dump(ast.parse(wanted).body[0]) in map(ast.dump, tree.body):
                continue
            head = [n for i, n in enumerate(tree.body)
                    if isinstance(n, (ast.Import, ast.ImportFrom)) or i == 0 and isinstance(n, ast.Expr)]
            at = head[-1].end_lineno if head else 0
            lines = path.read_text().splitlines(keepends=True)
            lines.insert(at, ("\n" if at == 1 else "") + wanted + "\n")
            path.write_text("".join(lines))

    def found(self, old, whole=False):
        """Every (module, node) whose code is ``old``'s: one statement, or an expression unless ``whole``."""
        wanted = ast.parse(textwrap.dedent(old).strip()).body[0]
        if isinstance(wanted, ast.Expr) and not whole:
            wanted = wanted.value
        dump = ast.dump(wanted)
        return [(path, node) for path, node in self.nodes(type(wanted)) if ast.dump(node) == dump]

    def swap(self, old, new, needs=()):
        """The sites at which ``old`` becomes ``new``; an empty ``new`` takes a statement away."""
        whole = not _is_expression(new)

        def at(index):
            path, node = self.found(old, whole)[index]
            self.put(path, node, new)
            self.need(path, needs)
        return [lambda index=index: at(index) for index in range(len(self.found(old, whole)))]

    def swaps(self, *pairs, needs=()):
        """One site that makes all of the swaps, or none where one of them has no place."""
        if not all(self.found(old) for old, _ in pairs):
            return []
        return [lambda: [self.swap(old, new, needs)[0]() for old, new in pairs]]

    @staticmethod
    def put(path, node, new):
        """Write ``new`` in the place of a node; its lines are indented as the node is."""
        text = path.read_bytes()
        starts = [0]
        for line in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        begin, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        if not new:
            begin, end = starts[node.lineno - 1], starts[node.end_lineno]
        elif isinstance(node, ast.stmt):
            new = textwrap.indent(textwrap.dedent(new).strip(), " " * node.col_offset).strip()
        path.write_bytes(text[:begin] + new.encode() + text[end:])


def _is_expression(code):
    try:
        ast.parse(code.strip(), mode="eval")
    except SyntaxError:
        return False
    return True


def _value(text, key):
    return re.search(r'^%s = "([^"]*)"' % key, text, re.M).group(1)


def edited(path, pattern, new, flags=re.M):
    """The sites of a pattern in a file that is not Python; ``new`` as re.sub takes it."""
    def at(index):
        text = path.read_text()
        match = list(re.finditer(pattern, text, flags))[index]
        path.write_text(text[:match.start()] + (new(match) if callable(new) else match.expand(new)) + text[match.end():])
    return [lambda index=index: at(index) for index in range(len(re.findall(pattern, path.read_text(), flags)))]
