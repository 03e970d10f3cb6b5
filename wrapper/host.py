"""Runs in every host, before anything of the model's.

A signal that ends the process must end it as what it is, with the Python
stack told first: the handlers that the embedding program brought along are
put back to the default, and faulthandler's come before it. SIGUSR1 asks for
the stack of a process that hangs; it is answered without the GIL.
"""
import faulthandler
import signal


def main(fd):
    for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    faulthandler.enable(file=fd, all_threads=True)
    faulthandler.register(signal.SIGUSR1, file=fd, all_threads=True)
