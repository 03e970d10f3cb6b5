"""Examples of a config in docstrings and other documents.

A block counts that is fenced, or indented behind a line that ends in a colon;
and a dict written into a call of the entry point.
"""
import ast
import json
import re
import textwrap

FENCE = re.compile(r"^([ \t]*)```[ \t]*(\w*)[^\n]*\n(.*?)^[ \t]*```", re.S | re.M)
INDENTED = re.compile(r"^([ \t]*)(?:\.\.[ \t]+code(?:-block)?::[ \t]*(\w*)|\S[^\n]*:)[ \t]*\n((?:[ \t]*\n)*(?:\1[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)+)", re.M)
DOCTEST = re.compile(r"^[ \t]*>>> [^\n]*(?:\n[ \t]*\.\.\. [^\n]*)*", re.M)
CONFIGS = {"json": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "": ""}


def main(args):
    """args: {"texts": [{"path", "text"}], "function", "parameter", "at": its position}"""
    found = []
    for text in args["texts"]:
        for example in blocks(text["text"]):
            found.append(dict(example, path=text["path"], called=False))
        for example in called(text["text"], args["function"], args["parameter"], args["at"]):
            found.append(dict(example, path=text["path"], called=True))
    return {"examples": found}


def blocks(text):
    for pattern in (FENCE, INDENTED):
        for _, language, block in pattern.findall(text):
            if language.lower() in CONFIGS and block.strip():
                block = textwrap.dedent(block).strip("\n") + "\n"
                yield {"format": CONFIGS[language.lower()], "text": block, "first": block.strip().split("\n")[0]}


def called(text, function, parameter, at):
    """The dicts that calls of the entry point are given, each that is written out whole."""
    pieces = [re.sub(r"^[ \t]*(?:>>>|\.\.\.) ?", "", piece, flags=re.M) for piece in DOCTEST.findall(text)]
    pieces += [textwrap.dedent(block) for _, language, block in FENCE.findall(text) if language.lower() in ("python", "py")]
    for piece in pieces:
        try:
            tree = ast.parse(piece)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            given = [keyword.value for keyword in node.keywords if keyword.arg == parameter] + node.args[at:at + 1] if name == function else []
            config = literal(given[0]) if given else None
            if isinstance(config, dict):
                yield {"format": "json", "text": json.dumps(config), "first": piece.strip().split("\n")[0]}


def literal(node):
    try:
        value = ast.literal_eval(node)
        json.dumps(value)
    except (ValueError, TypeError):
        return None
    return value
