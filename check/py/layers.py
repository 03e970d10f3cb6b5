"""Sizes of torch's layers that are written as numbers where the layers are made.

A width counts where one layer gives it and another takes it: what goes into a
network and what comes out of it is the data's to say, not the authors'.
"""

LINKED = {"Linear": (("in_features", 0), ("out_features", 1)), "LazyLinear": (None, ("out_features", 0))}
LINKED.update({kind + dims: (("in_channels", 0), ("out_channels", 1)) for kind in ("Conv", "ConvTranspose") for dims in ("1d", "2d", "3d")})
LINKED.update({"BatchNorm" + dims: (("num_features", 0), None) for dims in ("1d", "2d", "3d")})
LINKED["LayerNorm"] = (("normalized_shape", 0), None)
CHOSEN = {kind: ("hidden_size", 1) for kind in ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")}
CHOSEN.update({kind: ("p", 0) for kind in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")})


def layers(tree):
    """One fact for each class, function or statement at top level that has some."""
    named = Names(tree)
    for scope in tree.body:
        made = list(Layers(scope, named).hard_coded())
        if made:
            call, kind, values = made[0]
            what = "%s with %s" % (kind, ", ".join(str(value) for value in values))
            yield {"kind": "layer", "what": what + (", and %d more" % (len(made) - 1) if made[1:] else ""),
                   "line": call.lineno, "column": call.col_offset + 1}


class Layers:
    def __init__(self, scope, named):
        self.loops, self.calls = {}, []
        for node in ast.walk(scope):
            if isinstance(node, (ast.For, ast.comprehension)):
                self.loop(node.target, node.iter)
            whole = named.dotted(node.func) if isinstance(node, ast.Call) else ""
            if whole.startswith("torch.nn."):
                self.calls.append((node, whole.split(".")[-1]))

    def loop(self, target, source):
        """What the variables of a loop over literals take."""
        if isinstance(target, ast.Tuple) and isinstance(source, ast.Call) and getattr(source.func, "id", "") == "zip":
            for part, column in zip(target.elts, source.args):
                self.loop(part, column)
        elif isinstance(target, ast.Name) and isinstance(source, (ast.List, ast.Tuple)):
            self.loops[target.id] = {value for element in source.elts for value in self.values(element)}

    def values(self, node):
        if isinstance(node, ast.Name):
            return self.loops.get(node.id, set())
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        return {node.value} if number else set()

    def argument(self, call, place):
        name, at = place or ("", len(call.args))
        given = [keyword.value for keyword in call.keywords if keyword.arg == name] + call.args[at:at + 1]
        return self.values(given[0]) if given else set()

    def hard_coded(self):
        """The calls, each with its kind and the numbers that count."""
        taken = set()
        for call, kind in self.calls:
            taken |= self.argument(call, LINKED.get(kind, (None, None))[0])
        for call, kind in self.calls:
            given = self.argument(call, LINKED.get(kind, (None, None))[1]) & taken
            values = (given | self.argument(call, CHOSEN.get(kind))) - {0, 1}
            if values:
                yield call, kind, sorted(values)
