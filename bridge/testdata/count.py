import gc


def main(args):
    gc.collect()
    return len(gc.get_objects())
