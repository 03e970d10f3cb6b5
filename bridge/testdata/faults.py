"""How many faults of pages it costs to use 300 MiB ten times more."""
import resource


def use():
    return [bytearray(60 << 20) for _ in range(5)]


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def main(args):
    use()
    before = faults()
    for _ in range(10):
        use()
    return faults() - before
