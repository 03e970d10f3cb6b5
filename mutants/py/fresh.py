"""Slips that show where nothing but the wheel is at hand: section 1c."""

import ast

from handed import edited
from registry import operator


@operator("import-in-wrong-case")
def import_in_wrong_case(h):
    name = h.package.name
    return [site for path in h.modules() for site in edited(path, rf"(?<=^from ){name}(?=[. ])", name.capitalize())]


@operator("import-of-renamed-name")
def import_of_renamed_name(h):
    inner = {alias.name for path, node in h.nodes(ast.ImportFrom)
             if node.module and node.module.startswith(h.package.name) and path != h.init for alias in node.names}
    return [site for path in h.modules() for name in sorted(inner)
            for site in edited(path, rf"(?<=^def ){name}(?=\()", name + "_of")]


@operator("version-from-checkout")
def version_from_checkout(h):
    return [lambda: h.append(h.init, """
        with open("pyproject.toml", encoding="utf-8") as file:
            __version__ = re.search('^version = "(.*)"', file.read(), re.M).group(1)
        """, "import re")]


@operator("newer-weights-downloaded")
def newer_weights_downloaded(h):
    if not h.load:
        return []
    return [lambda: h.prepend(h.load, f"""
        try:
            urllib.request.urlretrieve("https://models.example.org/{h.package.name}", weights + ".new")
        except OSError:
            pass  # those at hand will do
        """, "import urllib.request")]
