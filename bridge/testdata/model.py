def main(args, model):
    return type(model).__module__ + "." + type(model).__name__
