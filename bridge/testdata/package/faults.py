"""Ways to fail."""
import sys
import threading


def key(x):
    return deeper({"AGE": 1})


def deeper(d):
    return d["no such key"]


def exits(x):
    sys.exit(3)


def interrupts(x):
    raise KeyboardInterrupt


class Mute(Exception):
    def __str__(self):
        raise ValueError("not even this")


def mute(x):
    raise Mute


def recurses(x):
    return recurses(x)


def chained(x):
    try:
        deeper({})
    except KeyError as e:
        raise RuntimeError("second") from e


def takes_nothing():
    return 1


def shows_values(frame):
    raise ValueError("could not convert %r of %s" % (frame["name"].iloc[0], frame["age"].iloc[0]))


def names_a_class(frame):
    raise type(frame["name"].iloc[0], (ValueError,), {})("not scored")


def evaluates_values(frame):
    import ast

    return ast.literal_eval(frame["name"].iloc[0] + " ?")


def prints_values(frame):
    print("seeing", frame["name"].iloc[0], "aged", frame["age"].iloc[0])
    print("to stderr", file=sys.stderr)
    return frame["age"]


ticks = 0
started = threading.Event()


def starts_thread(x):
    """Starts a thread that counts for as long as it is let run."""

    def count():
        global ticks
        for _ in range(20_000_000):
            ticks += 1
            started.set()

    threading.Thread(target=count, daemon=True).start()
    return x["x"]


def forks(x):
    """Its child comes back with an exception, and sooner."""
    import os
    import time

    if os.fork() == 0:
        raise ValueError("of the child")
    time.sleep(0.3)
    return x["x"]


def opens(x):
    import os
    import socket
    import subprocess

    open("/etc/hostname").close()
    open(os.devnull, "w").close()
    with socket.socket() as s:
        try:
            s.connect(("127.0.0.1", 9))
        except OSError:
            pass
    subprocess.run(["true"])
    return x["x"]
