"""Lets the interpreter run as in the project's checkout."""
import os
import sys


def main(args):
    """args: {"folders": [to import from, first to last], "cwd": folder, or "" to stay}"""
    sys.path[:0] = args["folders"]
    if args["cwd"]:
        os.chdir(args["cwd"])
    return {}
