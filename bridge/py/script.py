"""Runs a script's main."""
import inspect
import json


def run(globals, args, model):
    main = globals["main"]
    arguments = [json.loads(args) if args else None]
    if "model" in inspect.signature(main).parameters:
        arguments.append(model)
    return json.dumps(main(*arguments))
