import faults


def main(args):
    faults.started.wait(10)
    return faults.ticks
