"""Calls predict from several threads at once."""
import sys
import threading

INTERVAL = 1e-6  # seconds between two switches, so that short calls overlap too


def together(predict, transform, constants, inputs, threads):
    """The answers to the inputs, in their order. Each is what predict takes and
    None, or None and its keywords. They are dealt to the threads in turn. Of
    what the calls raise the first input's is raised."""
    answers, errors = [None] * len(inputs), {}
    begin = threading.Barrier(threads)

    def answer(value, keywords):
        if keywords is not None:
            return predict(**{**constants, **keywords})
        return predict(value if transform is None else transform(value), **constants)

    def work(first):
        begin.wait()
        for i in range(first, len(inputs), threads):
            try:
                answers[i] = answer(*inputs[i])
            except BaseException as error:  # sys.exit too: it is told in the caller's thread
                errors[i] = error

    in_threads([threading.Thread(target=work, args=(i,)) for i in range(threads)])
    if errors:
        raise errors[min(errors)]
    return answers


def in_threads(workers):
    interval = sys.getswitchinterval()
    sys.setswitchinterval(INTERVAL)
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    finally:
        sys.setswitchinterval(interval)
