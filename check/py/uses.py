"""Answers with the columns that predict uses."""


def main(args):
    """args: {"modules", "load", "predict", "model", "transform", "declared": [names]}"""
    package = Package(args["modules"])
    reader = Reader(package, set(args["declared"]))
    try:
        reader.entry(args["load"], args["predict"], args["model"], args["transform"])
    except RecursionError:
        pass  # nested deeper than any hand-written code: what was read so far stands
    return {"reads": reader.reads}
