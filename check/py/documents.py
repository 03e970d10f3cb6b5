"""What the package's documents say of the columns, and of what the caller must do.

A document is predict's docstring, the transform's, that of the class, the
module or the package that they stand in, or a README.
"""


def main(args):
    """args: {"modules", "load", "predict", "model", "transform", "declared": [names], "texts": [{"path", "text"}]}"""
    package = Package(args["modules"])
    return {"documents": [described(document, args["declared"]) for document in Documents(package, args).once()]}


class Documents:
    def __init__(self, package, args):
        self.package, self.args = package, args

    def once(self):
        places = {}
        for document in self.all():
            places.setdefault((document["path"], document["line"], document["name"]), document)
        return places.values()

    def all(self):
        reader = Reader(self.package, set())
        loaded = reader.loaded(self.args["load"])
        for kind in ("predict", "transform"):
            for function in self.functions(reader, self.args[kind], loaded):
                yield from self.of_function(kind, function)
        yield from self.elsewhere()
        for text in self.args["texts"]:
            yield {"kind": "readme", "path": text["path"], "name": "", "line": 1, "text": text["text"], "signature": [], "entries": []}

    def functions(self, reader, path, loaded):
        """What a call of the contract names; each method of that name where the object is not known."""
        found = reader.target(path, loaded) if path else None
        while isinstance(found, Bound):
            found = found.function
        if isinstance(found, Instance):
            found = self.package.member(found.cls, "__call__") or self.package.member(found.cls, "forward")
        if isinstance(found, Function):
            return [found]
        return list(self.package.methods(path)) if path and ":" not in path else []

    def of_function(self, kind, function):
        """Its docstring, what that refers to, and those of what it stands in."""
        node, module = function.node, function.module
        own = self.document(kind, module, node, node.name)
        if not own["text"] and function.owner:  # as inspect.getdoc
            own = next((self.document(kind, parent.module, parent.node, parent.node.name)
                        for parent in self.package.overridden(function.owner, node.name) if ast.get_docstring(parent.node)), own)
        own["entries"] = list(self.annotated(function))
        yield own
        yield from self.referred(own["text"], node)
        if function.owner:
            yield self.document("class", module, function.owner.node, function.owner.node.name)
        yield self.document("module", module, self.package.trees[module], module)
        top = module.split(".")[0]
        if top in self.package.trees and top != module:
            yield self.document("package", top, self.package.trees[top], top)

    def referred(self, text, apart):
        """Docstrings of the package's functions and classes that a text names in backticks."""
        named = {name.split(".")[-1] for name in re.findall(r"`~?\.?([\w.]+)(?:\(\))?`", text)}
        for module, tree in self.package.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, DEFINITIONS) and node.name in named and node is not apart and ast.get_docstring(node):
                    yield self.document("referred", module, node, node.name)

    def elsewhere(self):
        """Docstrings anywhere in the package that tell of several columns."""
        for module, tree in self.package.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, DEFINITIONS + (ast.Module,)) and ast.get_docstring(node):
                    text = node.body[0].value.value
                    if sum(name in text for name in self.args["declared"]) > 1:
                        yield self.document("elsewhere", module, node, getattr(node, "name", module))

    def annotated(self, function):
        """Entries of a signature: a parameter, or a field of the class that it is annotated with."""
        text = self.package.texts[function.module]
        for arg, default in defaulted(function.node):
            said = "or None" if isinstance(default, ast.Constant) and default.value is None else ""
            yield Entry([arg.arg], arg.lineno, 0, ast.get_source_segment(text, arg.annotation) if arg.annotation else "", said)
            cls = self.package.lookup(function.module, arg.annotation.id) if isinstance(arg.annotation, ast.Name) else None
            if isinstance(cls, Class):
                yield from self.fields(cls)

    def fields(self, cls):
        text = self.package.texts[cls.module]
        for node in cls.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                comment = text.split("\n")[node.lineno - 1].partition("#")[2]
                yield Entry([node.target.id], node.lineno, 0, ast.get_source_segment(text, node.annotation), comment)

    def document(self, kind, module, node, name):
        text, line = "", getattr(node, "lineno", 1)
        if ast.get_docstring(node) is not None:
            text, line = node.body[0].value.value, node.body[0].value.lineno
        signature = arguments(node) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else []
        return {"kind": kind, "path": self.package.paths[module], "name": name, "line": line, "text": text,
                "signature": [arg.arg for arg in signature], "entries": []}


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def described(document, declared):
    found, prose = entries(document["text"], document["line"], declared)
    facts = {name: document[name] for name in ("kind", "path", "name", "line", "signature")}
    facts["there"] = bool(document["text"].strip())
    facts["entries"] = [fact(entry) for entry in found + document["entries"]]
    facts["general"] = general(" ".join(line.strip() for line in prose))
    facts["duties"] = [sentence.strip() for sentence in sentences(document["text"]) if DUTY.search(sentence)]
    return facts


def fact(entry):
    dtype, certain = dtype_of(entry)
    optional, outright = optionality_of(entry)
    return {"columns": entry.names, "line": entry.line, "group": entry.group, "dtype": dtype, "dtypeCertain": certain,
            "optional": optional, "optionalCertain": outright, "source": source_of(entry), "table": entry.cells is not None,
            "text": " ".join([entry.kind, entry.text()]).strip()}


OF_ALL = re.compile(r"\b(?:all|every|each|any|none|no column|both)\b", re.I)


def general(prose):
    """Which of dtype, optionality and source is said of all columns at once."""
    said = [sentence for sentence in sentences(prose) if OF_ALL.search(sentence)]
    return {"dtype": any(ANYWHERE.search(s) for s in said), "source": any(source_in(s) for s in said),
            "optional": any(outright(s) is not None or WEAKLY.search(s) for s in said)}


def sentences(text):
    return re.split(r"(?<=[.;!?])\s+|\n\s*\n", text)
