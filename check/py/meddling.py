"""Where a module sets what is everybody's, and where it trains when it is imported."""

SETTERS = {"seed", "manual_seed", "manual_seed_all", "filterwarnings", "simplefilter", "resetwarnings", "putenv", "chdir", "setlocale",
           "signal", "setrecursionlimit", "set_default_dtype", "set_default_tensor_type", "set_num_threads", "set_option", "set_grad_enabled",
           "use_deterministic_algorithms", "seterr", "set_printoptions", "basicConfig", "setLevel", "start", "print"}
TRAINERS = {"fit", "fit_transform", "fit_predict", "partial_fit", "backward"}


class Meddling(Certain):
    def __init__(self, tree):
        self.names, self.found, self.deferred = Names(tree), [], 0
        self.visit(tree)

    def tell(self, kind, node, what):
        self.found.append({"kind": kind, "what": what, "line": node.lineno, "column": node.col_offset + 1})

    def later(self, node):
        """What a function does is not done by defining it."""
        self.deferred += 1
        self.generic_visit(node)
        self.deferred -= 1

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = later

    def visit_Call(self, node):
        last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if last in SETTERS:
            self.tell("sets", node, last)
        if last in TRAINERS and isinstance(node.func, ast.Attribute) and not self.deferred:
            self.tell("trains", node, "." + last)
        if self.names.dotted(node.func) in ("os.environ.update", "os.environ.setdefault"):
            self.tell("sets", node, "environ")
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if self.names.dotted(node.value) == "os.environ" and not isinstance(node.ctx, ast.Load):
            self.tell("sets", node, "environ")
        self.generic_visit(node)
