"""Which parameters the state_dicts that are loaded leave as initialised, and which keys fit none.

Run before the model is loaded it listens in; run after, it tells. Whole numbers
are left out: counters and positions, which no training has set.
"""


def main(args):
    """args: {}"""
    try:
        import torch
    except ImportError:
        return {"loaded": []}
    module = torch.nn.Module
    if not hasattr(module, "_handoff_loaded"):
        module._handoff_loaded, module.load_state_dict = [], listening(module.load_state_dict)
    return {"loaded": told(module._handoff_loaded)}


def listening(load_state_dict):
    """The method, which also notes what each call left out."""
    def listen(self, *args, **kwargs):
        result = load_state_dict(self, *args, **kwargs)
        self._handoff_loaded.append((self, result))
        return result
    return listen


def told(calls):
    """What no call filled, however a tensor is called there, and what fitted nothing in its call."""
    filled = {id(tensor) for module, result in calls for key, tensor in tensors(module) if key not in result.missing_keys}
    return [{"module": type(module).__name__, "keys": len(tensors(module)), "unexpected": sorted(result.unexpected_keys),
             "missing": sorted(key for key, tensor in tensors(module) if id(tensor) not in filled and tensor.is_floating_point())}
            for module, result in calls]


def tensors(module):
    import torch
    return [(key, value) for key, value in module.state_dict(keep_vars=True).items() if isinstance(value, torch.Tensor)]
