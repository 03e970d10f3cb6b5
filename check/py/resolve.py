"""A package as parsed source: what its names stand for, as far as that is certain.

Values are the classes below; None is a value that is not known.
"""
import ast
import base64
import sys


class Const:
    """A Python literal, or one made of literals by names, + and unpacking."""

    def __init__(self, value):
        self.value = value


class Module:
    def __init__(self, name):
        self.name = name


class Function:
    def __init__(self, module, node, owner=None, scope=None):
        self.module, self.node, self.owner = module, node, owner
        self.scope = scope or {}  # of the function that it is defined in


class Class:
    def __init__(self, module, node):
        self.module, self.node = module, node


class Instance:
    """An object of one of the package's classes."""

    def __init__(self, cls):
        self.cls = cls


class Package:
    def __init__(self, modules):
        sys.setrecursionlimit(10000)  # generated code is nested deeply
        self.trees, self.texts, self.paths, self.packages, self.bindings = {}, {}, {}, set(), {}
        for module in modules:
            text = base64.b64decode(module["text"])
            self.trees[module["name"]] = ast.parse(text, module["path"])
            self.texts[module["name"]] = text.decode("utf-8", "replace")
            self.paths[module["name"]] = module["path"]
            if module["package"]:
                self.packages.add(module["name"])
        for name, tree in self.trees.items():
            self.bindings[name] = self.bind(name, tree)

    def bind(self, module, tree):
        """Top-level names; one that is bound or changed twice is not certain."""
        bound = {}
        for node in top_level(tree.body):
            for name, what in bindings_of(node, self.origin(module)):
                bound[name] = None if name in bound else what
        for node in ast.walk(tree):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                bound[node.target.id] = None
            if isinstance(node, ast.Global):
                bound.update(dict.fromkeys(node.names))
            if mutates(node):
                bound[node.func.value.id] = None
        return bound

    def origin(self, module):
        parts = module.split(".")
        return parts if module in self.packages else parts[:-1]

    def lookup(self, module, name, depth=0):
        """What a name of a module's top level stands for."""
        what = self.bindings.get(module, {}).get(name)
        if depth > 20:
            return None
        if what is None:
            whole = module + "." + name
            return Module(whole) if name not in self.bindings.get(module, {}) and whole in self.trees else None
        kind, value = what
        if kind == "function":
            return Function(module, value)
        if kind == "class":
            return Class(module, value)
        if kind == "module":
            return Module(value)
        if kind == "from":
            source, attribute = value
            found = self.lookup(source, attribute, depth + 1)
            return found or (None if source in self.trees else Module(source + "." + attribute))
        return self.constant(value, module, depth + 1)

    def named(self, node, module):
        """What a dotted name within a module stands for."""
        if isinstance(node, ast.Name):
            return self.lookup(module, node.id)
        owner = self.named(node.value, module) if isinstance(node, ast.Attribute) else None
        return self.lookup(owner.name, node.attr) if isinstance(owner, Module) else None

    def constant(self, node, module, depth=0):
        return known(self.literal(node, lambda name: self.lookup(module, name, depth + 1)))

    def literal(self, node, resolve):
        """The value of an expression made of literals, or UNKNOWN."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            found = resolve(node.id)
            return found.value if isinstance(found, Const) else UNKNOWN
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return self.foreign(resolve(node.value.id), node.attr)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return self.sequence(node, resolve)
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [self.literal(key, resolve) for key in node.keys]
            values = [self.literal(value, resolve) for value in node.values]
            if UNKNOWN in keys or any(isinstance(key, (list, dict)) for key in keys):
                return UNKNOWN
            return dict(zip(keys, values))
        if isinstance(node, ast.JoinedStr):
            return joined([self.literal(part.value if isinstance(part, ast.FormattedValue) else part, resolve) for part in node.values], node)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            return self.each_of(node, resolve)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return added(self.literal(node.left, resolve), self.literal(node.right, resolve))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
            return converted(node.func.id, self.literal(node.args[0], resolve))
        return UNKNOWN

    def each_of(self, node, resolve):
        """[f"{x}_MAX" for x in NAMES], where the names are known."""
        first = node.generators[0]
        values = self.literal(first.iter, resolve)
        if len(node.generators) > 1 or first.ifs or not isinstance(first.target, ast.Name) or not isinstance(values, (list, tuple, dict)) or len(values) > 200:
            return UNKNOWN
        each = [self.literal(node.elt, lambda name: Const(value) if name == first.target.id else resolve(name)) for value in values]
        return UNKNOWN if UNKNOWN in each else each

    def foreign(self, owner, attribute):
        found = None
        if isinstance(owner, Module):
            found = self.lookup(owner.name, attribute)
        elif isinstance(owner, Class):
            found = self.class_constant(owner, attribute)
        return found.value if isinstance(found, Const) else UNKNOWN

    def sequence(self, node, resolve):
        values = []
        for element in node.elts:
            starred = isinstance(element, ast.Starred)
            value = self.literal(element.value if starred else element, resolve)
            if value is UNKNOWN or starred and not isinstance(value, (list, tuple, dict, set)):
                return UNKNOWN
            values.extend(value) if starred else values.append(value)
        return tuple(values) if isinstance(node, ast.Tuple) else values

    def member(self, cls, name, depth=0):
        """A method of a class or of its bases within the package."""
        for node in cls.node.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
                return Function(cls.module, node, cls)
        for base in cls.node.bases if depth < 10 else ():
            parent = self.lookup(cls.module, base.id) if isinstance(base, ast.Name) else None
            found = self.member(parent, name, depth + 1) if isinstance(parent, Class) else None
            if found:
                return found
        return None

    def overridden(self, cls, name, depth=0):
        """The methods of that name of a class's bases, nearest first."""
        for base in cls.node.bases if depth < 10 else ():
            parent = self.lookup(cls.module, base.id) if isinstance(base, ast.Name) else None
            if isinstance(parent, Class):
                method = self.member(parent, name)
                if method:
                    yield method
                    yield from self.overridden(method.owner, name, depth + 1)

    def methods(self, name):
        """Each method of that name in the package."""
        for module, tree in self.trees.items():
            for cls in tree.body:
                for node in cls.body if isinstance(cls, ast.ClassDef) else ():
                    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
                        yield Function(module, node, Class(module, cls))

    def class_constant(self, cls, name):
        """A constant of a class body that no method sets on the object."""
        assigned = [node for node in cls.node.body if isinstance(node, ast.Assign)
                    and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)]
        if len(assigned) != 1 or name in self_attributes(cls.node):
            return None
        return self.constant(assigned[0].value, cls.module)

    def instance_attribute(self, cls, name):
        """The one expression that __init__ gives self.name, with where it stands."""
        assigned = self_attributes(cls.node).get(name, [])
        return assigned[0] if len(assigned) == 1 else None
