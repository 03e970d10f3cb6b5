"""Finds what a contract names."""
import functools
import importlib
import json


def entry(name):
    """What "pkg.mod:callable" names."""
    module, _, path = name.partition(":")
    return attribute(importlib.import_module(module), path)


def attribute(o, path):
    return functools.reduce(getattr, path.split("."), o)


def torch_load(path):
    import torch

    return torch.load(path, map_location="cpu")


def from_json(data):
    return json.loads(data)
