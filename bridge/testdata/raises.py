def main(args):
    raise LookupError(args)
