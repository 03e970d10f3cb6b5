"""The globals that a weights file would import, found without importing any.

A file may be a pickle, several in a row, or hold some: in a zip, a tar, an
array, compressed or not. scan.py runs each of them without effect.
"""
import bz2
import gzip
import io
import lzma
import os
import pickle
import struct
import tarfile
import zipfile
import zlib

TORCH_MAGIC = 0x1950A86A20F9469CFC6C  # torch/serialization.py, MAGIC_NUMBER


def main(args):
    """args: {"resources": [{"name", "path", "pickle": must it be one}], "endings": of files that must be}"""
    endings = tuple(args["endings"])
    return {"files": [scan_file(resource, path, endings) for resource in args["resources"] for path in files(resource["path"])]}


def files(path):
    if not os.path.isdir(path):
        return [path]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)


def scan_file(resource, path, endings):
    facts = {"resource": resource["name"], "path": path, "kind": "", "globals": [], "versions": [], "error": ""}
    expected = resource["pickle"] or path.lower().endswith(endings)
    try:
        with open(path, "rb") as file:
            scan(file, facts, "", expected)
    except Exception as error:  # whatever the file holds, the answer is a fact about it
        if expected or facts["kind"]:
            facts["error"] = "%s: %s" % (type(error).__name__, error)
    return facts


def scan(file, facts, member, expected):
    start = file.read(6)
    file.seek(0)
    if start[:4] == b"PK\x03\x04":
        scan_zip(file, facts)
    elif start[:6] == b"\x93NUMPY":
        scan_array(file, facts, member)
    elif start[:2] == b"\x1f\x8b":
        scan(gzip.GzipFile(fileobj=file), facts, member, expected)
    elif start[:3] == b"BZh":
        scan(bz2.BZ2File(file), facts, member, expected)
    elif start[:6] == b"\xfd7zXZ\x00" or start[:3] == b"\x5d\x00\x00":
        scan(lzma.LZMAFile(file), facts, member, expected)
    elif start[:1] == b"\x78" and start[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda") and not expected_text(start):
        scan(io.BytesIO(zlib.decompress(file.read())), facts, member, expected)
    elif marked(start) or expected:
        scan_pickles(file, facts, member)
    else:
        scan_unmarked(file, facts, member)


def marked(start):
    """Whether it begins as pickles of protocol 2 and later do. Where the
    protocol is none that there is, no unpickler reads on (PEP 3154)."""
    return start[:1] == b"\x80" and len(start) > 1 and start[1] <= pickle.HIGHEST_PROTOCOL


def expected_text(start):
    """A zlib header is two bytes; only a correct one has this checksum (RFC 1950)."""
    return struct.unpack(">H", start[:2])[0] % 31 != 0


def scan_zip(file, facts):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        torch = any(name.endswith("/data.pkl") and name[:-len("data.pkl")] + "version" in names for name in names)
        script = torch and any(name.endswith("/constants.pkl") for name in names)
        facts["kind"] = "torchscript" if script else "torch" if torch else "zip"
        for info in archive.infolist():
            with archive.open(info) as member:
                if info.filename.endswith(".pkl"):
                    scan_pickles(member, facts, info.filename)
                elif info.filename.endswith(".npy"):
                    facts["kind"] = "numpy"
                    scan_array(member, facts, info.filename)
                elif facts["kind"] == "zip" and marked(member.read(2)):
                    member.seek(0)
                    scan_pickles(member, facts, info.filename)


def scan_array(file, facts, member):
    """A .npy file holds a pickle after its header where its dtype has objects."""
    facts["kind"] = facts["kind"] or "numpy"
    head = file.read(8)
    size = struct.unpack("<H", file.read(2))[0] if head[6] == 1 else struct.unpack("<I", file.read(4))[0]
    header = file.read(size)
    if b"O" in header.split(b"'descr'", 1)[-1].split(b"'fortran_order'")[0]:
        base = len(head) + (2 if head[6] == 1 else 4) + size
        Scan(file, facts, member, base).load()


def scan_unmarked(file, facts, member):
    """No magic number: a pickle of protocol 0 or 1 if it reads as one to its end."""
    trial = {"kind": "", "globals": [], "versions": []}
    try:
        Scan(file, trial, member, 0).load()
    except Exception:
        if not trial["globals"] and tarfile.is_tarfile(file.name if hasattr(file, "name") else ""):
            scan_tar(file.name, facts)
        return
    if trial["globals"]:
        facts.update(trial, kind="pickle")


def scan_tar(path, facts):
    """torch.load still reads the tar files of torch 0.1, which hold pickles."""
    facts["kind"] = "torch"
    with tarfile.open(path) as archive:
        for info in archive:
            member = archive.extractfile(info)
            if member is not None and marked(member.read(2)):
                member.seek(0)
                scan_pickles(member, facts, info.name)


def scan_pickles(file, facts, member):
    """One pickle, or several in a row: torch's legacy format has five."""
    facts["kind"] = facts["kind"] or "pickle"
    value = Scan(file, facts, member, 0).load()
    legacy = value == TORCH_MAGIC
    if legacy:
        facts["kind"] = "torch"
    for _ in range(4 if legacy else 1000):
        if not legacy and file.read(1) != b"\x80":
            return
        if not legacy:
            file.seek(-1, io.SEEK_CUR)
        Scan(file, facts, member, file.tell()).load()
