"""Answers with the columns that predict uses."""
import re


def main(args):
    """args: {"modules", "load", "predict", "model", "transform", "form", "given": [names], "declared": [names]}"""
    package = Package(args["modules"])
    reader = Reader(package, set(args["declared"]), KINDS.get(args["form"], ()))
    try:
        if args["form"] == "arguments":
            by_keyword(reader, args)
        else:
            reader.entry(args["load"], args["predict"], args["model"], args["transform"])
    except RecursionError:
        reader.escaped = True  # nested deeper than any hand-written code: what was read so far stands
    return {"reads": reader.reads, "used": sorted(reader.used), "followed": reader.followed, "mentioned": mentioned(package, args["declared"])}


KINDS = {"dataframe": ("DataFrame",), "record": ("dict", "Mapping", "MutableMapping")}


def by_keyword(reader, args):
    """Columns that are parameters: those that predict asks for, and those that its body looks at."""
    loaded = reader.loaded(args["load"])
    runs = reader.follows(reader.target(args["transform"] or args["predict"], loaded))
    reader.escaped = runs is None
    if runs is None:
        return
    function = runs.function if isinstance(runs, Bound) else runs
    walker = Walker(reader, function.module, function)
    bound = len(runs.given()) if isinstance(runs, Bound) else 0
    needed = set(args["given"]) | {args["model"]}
    for i, (arg, default) in enumerate(defaulted(function.node)):
        if i >= bound and arg.arg not in needed and default is None and not function.node.decorator_list:
            reader.read(Frame(), arg.arg, arg, walker, "asks for")
    loads = {node.id for node in ast.walk(function.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for name in loads & reader.declared:
        reader.read(Frame(), name, function.node, walker, "reads")
    rest = function.node.args.kwarg
    walker.scope = {rest.arg: Frame()} if rest else {}
    walker.run(function.node)
    reader.escaped = reader.escaped or bool(loads & {"locals", "vars"})


def mentioned(package, declared):
    """Columns whose name stands anywhere in the code, as a text, an attribute or a keyword."""
    words = set()
    for tree in package.trees.values():
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                words.add(node.value)
            words.update((getattr(node, "attr", None), node.arg if isinstance(node, ast.keyword) else None))
    text = "\n".join(word for word in words if isinstance(word, str))
    return [name for name in declared if re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), text)]
