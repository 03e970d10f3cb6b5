"""Slips by which a package needs a newer Python than 3.8: section 1b."""

import ast

from handed import edited
from packaging import pyproject
from registry import operator


@operator("requires-python-dropped")
def requires_python_dropped(h):
    return edited(pyproject(h), "^requires-python = .*\n", "")


@operator("requires-python-newer")
def requires_python_newer(h):
    return [site for said in (">=3.9", ">=3.9,<3.12", "==3.10.*")
            for site in edited(pyproject(h), "^requires-python = .*", 'requires-python = "%s"' % said)]


@operator("requires-python-patch")
def requires_python_patch(h):
    return edited(pyproject(h), "^requires-python = .*", 'requires-python = "==3.8"')


@operator("match-statement")
def match_statement(h):
    return [lambda: h.prepend(h.load, """
        match str(weights).rpartition(".")[2]:
            case "json" | "pt" | "npz":
                pass
            case other:
                raise ValueError(f"unknown kind of weights: {other}")
        """)]


@operator("parenthesised-with")
def parenthesised_with(h):
    def wrap(path, node):
        item = node.items[0]
        text = ast.get_source_segment(path.read_text(), item.context_expr)
        h.put(path, item.context_expr, "(" + text)
        path.write_text(path.read_text().replace(f"({text} as {item.optional_vars.id}:", f"({text} as {item.optional_vars.id}):"))
    return [lambda p=path, n=node: wrap(p, n) for path, node in h.nodes(ast.With) if node.items[0].optional_vars]


@operator("builtin-generics")
def builtin_generics(h):
    def annotate(path, argument, kind):
        h.put(path, argument, f"{argument.arg}: {kind}")
    return [lambda p=path, a=a, k=k: annotate(p, a, k) for path, node in h.nodes(ast.FunctionDef)
            for a in node.args.args if a.arg != "self" and not a.annotation for k in ("list[float]", "dict[str, float]")]


@operator("string-method-of-39")
def string_method_of_39(h):
    code = {"dataframe": 'frame = frame.rename(columns=lambda name: name.removeprefix("PAT_"))',
            "record": 'record = {name.removeprefix("PAT_"): value for name, value in record.items()}'}
    other = 'source = "%s.%s".removeprefix("models.")' % (h.package.name, h.argument)
    return [lambda: h.prepend(h.predict, code.get(h.form, other))]


@operator("import-zoneinfo")
def import_zoneinfo(h):
    return [lambda path=path: h.need(path, "from zoneinfo import ZoneInfo") for path in h.modules()]


@operator("functools-cache")
def functools_cache(h):
    def decorate(path, node):
        h.put(path, node, "@functools.cache\n" + ast.get_source_segment(path.read_text(), node))
        h.need(path, "import functools")
    return [lambda p=path, n=node: decorate(p, n) for path, node in h.nodes(ast.FunctionDef)
            if node.col_offset == 0 and not node.decorator_list]
