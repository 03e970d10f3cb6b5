"""Watches one call of predict: its input, and the torch modules that it runs.
Names that are not defined here are py/look.py's.
"""
import copy
import json


def keep(inputs):
    """Copies of the inputs, to compare with after the call."""
    return [kept(o) for o in inputs]


def kept(o):
    if is_a(o, "torch", "Tensor"):
        return o.detach().clone()
    if is_a(o, "pandas", "DataFrame") or is_a(o, "numpy", "ndarray") or is_a(o, "PIL.Image", "Image"):
        return o.copy()
    if isinstance(o, list):
        return [kept(item) for item in o]
    return copy.deepcopy(o) if isinstance(o, dict) else o


def altered(before, inputs):
    """What of the inputs is no longer as it was, each once."""
    found = {}
    for was, o in zip(before, inputs):
        found.update(dict.fromkeys(differences(was, o)))
    return list(found)


def differences(was, o):
    if is_a(o, "pandas", "DataFrame"):
        return frame_differences(was, o)
    if is_a(o, "numpy", "ndarray"):
        return ["the array"] if facts(was) != facts(o) else []
    if is_a(o, "torch", "Tensor"):
        return ["the tensor"] if o.requires_grad or facts(numbers_of(was)) != facts(numbers_of(o.detach())) else []
    if is_a(o, "PIL.Image", "Image"):
        return ["the image"] if (was.size, was.mode, was.tobytes()) != (o.size, o.mode, o.tobytes()) else []
    if isinstance(o, list):
        parts = [d for a, b in zip(was, o) for d in differences(a, b)]
        return parts if len(was) == len(o) else ["the list of images"]
    if isinstance(o, dict):
        return ["key %r" % k for k in list(was) + [k for k in o if k not in was] if repr(was.get(k, o)) != repr(o.get(k, was))]
    return []


def facts(a):
    return getattr(a, "shape", None), str(getattr(a, "dtype", "")), a.tobytes() if hasattr(a, "tobytes") else repr(a)


def frame_differences(was, frame):
    if list(was.columns) != list(frame.columns):
        return ["the columns"]
    found = [] if was.index.equals(frame.index) else ["the index"]
    for i, name in enumerate(was.columns):
        a, b = was.iloc[:, i].reset_index(drop=True), frame.iloc[:, i].reset_index(drop=True)
        if a.dtype != b.dtype or not a.equals(b):
            found.append('column "%s"' % name)
    return found


class Modules:
    """Sees the torch modules that run, and in which mode."""

    def __init__(self):
        self.training, self.graph = set(), False
        hooks = loaded("torch.nn.modules.module")
        self.handles = []
        if hasattr(hooks, "register_module_forward_hook"):
            self.handles = [hooks.register_module_forward_pre_hook(self.begins), hooks.register_module_forward_hook(self.ended)]

    def begins(self, module, _):
        # What a scripted module runs is not seen one by one.
        scripted = is_a(module, "torch.jit", "ScriptModule")
        self.training.update(n for n in map(live, module.modules() if scripted else [module]) if n)

    def ended(self, module, _, output):
        self.graph = self.graph or carries(output, 0)

    def end(self):
        for handle in self.handles:
            handle.remove()


def live(module):
    """The kind of a module that behaves otherwise in training, and is; or None."""
    kind = getattr(module, "original_name", type(module).__name__)
    if not getattr(module, "training", False):
        return None
    nn = loaded("torch.nn")
    if "Dropout" in kind and getattr(module, "p", 1) or isinstance(module, (nn.RNNBase, nn.MultiheadAttention)) and module.dropout:
        return kind
    return kind if "BatchNorm" in kind else None


def carries(o, depth):
    """Whether a tensor of a module's output carries its graph."""
    if isinstance(o, (list, tuple)) and depth < 3:
        return any(carries(item, depth + 1) for item in o)
    if isinstance(o, dict) and depth < 3:
        return any(carries(item, depth + 1) for item in o.values())
    return getattr(o, "grad_fn", None) is not None


def begin(inputs):
    return Modules(), keep(inputs)


def end(call, inputs):
    """JSON of what a call did."""
    modules, before = call
    modules.end()
    return json.dumps({"mutated": altered(before, inputs), "training": sorted(modules.training), "graph": modules.graph})
