"""Files in place of a resource that hold nothing which can be read as one."""
import os
import tempfile

CONTENTS = (b"", b"\x00\xff\xfe no resource \xff\x00")  # neither text, JSON, a pickle nor an archive
UNREADABLE = "/proc/self/mem"  # opens, and fails at the first byte read: any bytes may be words to who reads words


def main(args):
    """args: {"name": the resource's file name}"""
    return {"paths": [written(args["name"], content) for content in CONTENTS] + [unreadable(args["name"])]}


def written(name, content):
    path = os.path.join(tempfile.mkdtemp(), name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def unreadable(name):
    path = os.path.join(tempfile.mkdtemp(), name)
    os.symlink(UNREADABLE, path)
    return path
