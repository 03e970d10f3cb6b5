"""A model for tests: each function does one thing that a model may do."""
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time


def load():
    print("loading")
    return sys.modules[__name__]


def double(record):
    return {"y": 2 * record["x"]}


def raises(record):
    raise ValueError("x is %r" % record["x"])


def exits(record):
    sys.exit(3)


def exits_hard(record):
    os._exit(3)


def segfaults(record):
    ctypes.string_at(0)


def aborts(record):
    os.abort()


def kills_itself(record):
    os.kill(os.getpid(), signal.SIGKILL)


def hangs(record):
    while True:
        time.sleep(1)


def hangs_in_native_code(record):
    ctypes.PyDLL(None).sleep(1000)  # holds the GIL


def closes_every_descriptor(record):
    os.closerange(3, 256)
    time.sleep(1000)


def writes_to_every_descriptor(record):
    for fd in range(1, 256):
        try:
            os.write(fd, b"garbage " * 10)
        except OSError:
            pass
    return double(record)


def forks(record):
    """Forks children that wait, 3000 of them unless it is stopped before."""
    for children in range(3000):
        try:
            child = os.fork()
        except OSError:
            return {"y": float(children)}
        if child == 0:
            os.setsid()
            time.sleep(60)
            os._exit(0)
    return {"y": 3000.0}


def daemon_thread_kills(record):
    thread = threading.Thread(target=lambda: os._exit(5))
    thread.start()
    thread.join()


def spawns(record):
    out = subprocess.check_output([sys.executable, "-c", "print(6 * 7)"])
    return {"y": float(out)}


def uses_processes(record):
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return {"y": pool.map(float, [record["x"]])[0]}


def attempt(what, do):
    try:
        do()
    except OSError as e:
        return "%s: %s" % (what, e.strerror)
    return "%s: done" % what


def reaches_out(record):
    """Tries what the variables name and says how it went."""
    env = os.environ
    port = int(env["TRY_PORT"])
    lines = [
        attempt("read", lambda: open(env["TRY_READ"]).close()),
        attempt("list", lambda: os.listdir(os.path.dirname(env["TRY_READ"]))),
        attempt("write", lambda: open(env["TRY_WRITE"], "w").close()),
        attempt("loopback", lambda: socket.create_connection(("127.0.0.1", port), 5).close()),
        attempt("outside", lambda: socket.create_connection(("192.0.2.1", 9), 1).close()),
        attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9))),
        attempt("scratch", lambda: open(os.path.join(env["TMPDIR"], "x"), "w").close()),
        attempt("cwd", lambda: open("x", "w").close()),
        attempt("shm", lambda: tempfile.NamedTemporaryFile(dir="/dev/shm").close()),
        attempt("signal", lambda: os.kill(int(env["TRY_PID"]), 0)),
        attempt("mount", lambda: mount()),
        attempt("own server", own_server),
    ]
    for line in lines:
        print(line)
    return double(record)


def mount():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", b"/mnt", b"tmpfs", 0, None) != 0:
        errno = ctypes.get_errno()
        raise OSError(errno, os.strerror(errno))


def own_server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), 5).close()


def tells_its_environment(record):
    for name in sorted(os.environ):
        print("%s=%s" % (name, os.environ[name]))
    print(os.listdir("."))
    return double(record)
