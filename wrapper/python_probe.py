"""Says what a Python is: executable, base, library folder, version, headers.

One line, separated by tabs; the last field is empty where there is no
Python.h. Exits 1 with a reason where it is no CPython 3.8 with a shared
library. What lies under sys.base_prefix decides: a .pc file is a package of
its own in some distributions, and lies in others.
"""
import glob
import os
import platform
import sys
import sysconfig


def library_folder(base):
    """The folder that holds libpython3.8.so*, or None."""
    folders = [
        sysconfig.get_config_var("LIBDIR"),
        os.path.join(base, "lib"),
        os.path.join(base, "lib", sysconfig.get_config_var("MULTIARCH") or ""),
    ]
    for folder in filter(None, folders):
        if glob.glob(os.path.join(glob.escape(folder), "libpython3.8.so*")):
            return os.path.normpath(folder)
    return None


def main():
    name, version = platform.python_implementation(), platform.python_version()
    if name != "CPython" or sys.version_info[:2] != (3, 8):
        sys.exit("it is %s %s, not CPython 3.8" % (name, version))
    base = sys.base_prefix
    library = library_folder(base)
    if library is None:
        sys.exit("it has no libpython3.8.so under %s" % base)
    include = os.path.join(base, "include", "python3.8")
    if not os.path.exists(os.path.join(include, "Python.h")):
        include = ""
    executable = os.path.join(base, "bin", "python3.8")  # not a venv's own
    if not os.path.exists(executable):
        executable = sys.executable
    executable = os.path.realpath(executable)
    print(executable, base, library, version, include, sep="\t")


main()
