"""The forms in which a package says that its predict takes a photograph: by
asking for the type of what it was given, or in predict's own documentation.
"""

import re

TYPES = {"bytes": "bytes", "bytearray": "bytes", "memoryview": "bytes", "Image": "pil", "Tensor": "tensor"}
DOCUMENTED = {"bytes": r"\bbytes\b", "pil": r"\bPIL\b|\bImage\.Image\b", "tensor": r"\b(?:torch\.)?[Tt]ensor\b"}
RETURNS = re.compile(r"^\s*(?:Returns?|Yields?|Raises|Examples?)\s*:?\s*$|:returns?:|:raises\b|@return", re.M | re.I)
BYTE_PIXELS = re.compile(r"\buint8\b|\bPILToTensor\b|\bpil_to_tensor\b")
UNIT_PIXELS = re.compile(r"\b0(?:\.0?)?\s*(?:-|to|\.\.+|,|and|\u2013)\s*1(?:\.0?)?\b|\bToTensor\b|\bto_tensor\b")
# More than the pixels of any photograph, or in another order.
PREPARED = re.compile(r"pre-?processed|normali[sz]ed|standardi[sz]ed|resized|channels[- ]last|\bHWC\b|\b3, *\d{2,4}, *\d{2,4}\b|, 3\)", re.I)


def main(args):
    """args: {"modules", "calls": what the contract calls with a photograph}"""
    functions = defined(Package(args["modules"]))
    named = [node for call in args["calls"] for node in functions.get(last(call), [])]
    reached = closure(named, functions)
    forms = {form for node in reached for form in dispatched(node)}
    told = [RETURNS.split(ast.get_docstring(node) or "")[0] for node in named]
    forms |= {form for form, word in DOCUMENTED.items() if any(re.search(word, text) for text in told)}
    return {"forms": sorted(forms), "pixels": pixels(reached), "formats": [name for name in ("GIF", "PNG") if says(reached, name)]}


def says(reached, name):
    return any(re.search(rf"\b{name}s?\b", ast.get_docstring(node) or "", re.I) for node in reached)


def last(call):
    return call.split(":")[-1].split(".")[-1]


def defined(package):
    """Functions and methods by name; several may have one."""
    functions = {}
    for tree in package.trees.values():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                functions.setdefault(node.name, []).append(node)
    return functions


def closure(todo, functions):
    """What the functions may call within the package, by name."""
    reached, todo = [], list(todo)
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.append(node)
            todo += [other for call in ast.walk(node) if isinstance(call, ast.Call)
                     for other in functions.get(last(called(call.func)), [])]
    return reached


def called(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def dispatched(node):
    """The forms that a function asks of a parameter by isinstance or torch.is_tensor."""
    taken = {argument.arg for argument in node.args.args}
    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or not call.args or getattr(call.args[0], "id", None) not in taken:
            continue
        if called(call.func) == "isinstance" and len(call.args) == 2:
            kinds = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
            yield from (TYPES[called(kind)] for kind in kinds if called(kind) in TYPES)
        elif called(call.func) == "is_tensor":
            yield "tensor"


def pixels(reached):
    """The dtype of a tensor's pixels, or "" where the documents do not say or ask for more than pixels."""
    text = "\n".join(ast.get_docstring(node) or "" for node in reached)
    if PREPARED.search(text):
        return ""
    if BYTE_PIXELS.search(text) or any(isinstance(child, ast.Attribute) and child.attr == "uint8" and called(child.value) == "torch"
                                       for node in reached for child in ast.walk(node)):
        return "uint8"
    return "float32" if UNIT_PIXELS.search(text) else ""
