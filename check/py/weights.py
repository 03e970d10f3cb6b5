"""The globals that a weights file would import, found without importing any.

Every pickle in the file is run by the interpreter's own pure-Python
unpickler, with each global replaced by an inert stand-in: the opcodes, memo
and framing are pickle's own, and nothing of the file's choosing is called.
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
HAS_OBJECT = 1  # numpy's NPY_ITEM_HASOBJECT, in the flags of a pickled structured dtype
PICKLE_NAMES = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".sav")


def main(args):
    """args: {"resources": [{"name", "path", "pickle": must it be one}]}"""
    return {"files": [scan_file(resource, path) for resource in args["resources"] for path in files(resource["path"])]}


def files(path):
    if not os.path.isdir(path):
        return [path]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)


def scan_file(resource, path):
    facts = {"resource": resource["name"], "path": path, "kind": "", "globals": [], "error": ""}
    expected = resource["pickle"] or path.lower().endswith(PICKLE_NAMES)
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
    elif start[:1] == b"\x80" or expected:
        scan_pickles(file, facts, member)
    else:
        scan_unmarked(file, facts, member)


def expected_text(start):
    """A zlib header is two bytes; only a correct one has this checksum (RFC 1950)."""
    return struct.unpack(">H", start[:2])[0] % 31 != 0


def scan_zip(file, facts):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        torch = any(name.endswith("data.pkl") for name in names)
        script = any(name.endswith("constants.pkl") for name in names)
        facts["kind"] = "torchscript" if script else "torch" if torch else "zip"
        for info in archive.infolist():
            with archive.open(info) as member:
                if info.filename.endswith(".pkl"):
                    scan_pickles(member, facts, info.filename)
                elif info.filename.endswith(".npy"):
                    facts["kind"] = "numpy"
                    scan_array(member, facts, info.filename)
                elif facts["kind"] == "zip" and member.read(1) == b"\x80":
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
    trial = {"kind": "", "globals": []}
    try:
        Scan(file, trial, member, 0).load()
    except Exception:
        if not trial["globals"] and tarfile.is_tarfile(file.name if hasattr(file, "name") else ""):
            scan_tar(file.name, facts)
        return
    if trial["globals"]:
        facts["kind"], facts["globals"] = "pickle", trial["globals"]


def scan_tar(path, facts):
    """torch.load still reads the tar files of torch 0.1, which hold pickles."""
    facts["kind"] = "torch"
    with tarfile.open(path) as archive:
        for info in archive:
            member = archive.extractfile(info)
            if member is not None and member.read(1) == b"\x80":
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


class Inert:
    """Stands for a global and for whatever it makes; does nothing."""

    def __init__(self, name, args=()):
        self.name, self.args, self.state = name, args, {}

    def __call__(self, *args):
        return Inert(self.name, args)

    def __setstate__(self, state):
        self.state = state

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    add = append
    extend = append

    def __hash__(self):
        return id(self)


class Scan(pickle._Unpickler):
    """Runs one pickle and notes each global with the offset of its opcode."""

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, file, facts, member, base):
        super().__init__(file, encoding="latin1")  # so that old short strings can name globals too
        self.file, self.facts, self.member = file, facts, member
        self.shift = base - (file.tell() if base else 0)
        self.at = 0

    def position(self):
        frame = self._unframer.current_frame
        behind = len(frame.getbuffer()) - frame.tell() if frame else 0
        return self.file.tell() - behind + self.shift

    def find_class(self, module, name):
        self.facts["globals"].append({"module": str(module), "name": str(name),
                                      "offset": self.at, "member": self.member})
        return Inert("%s.%s" % (module, name))

    def persistent_load(self, pid):
        return Inert("persistent")

    def get_extension(self, code):
        self.find_class("copyreg", "extension %d" % code)
        self.append(Inert("extension"))

    def load_global_op(self, load):
        self.at = self.position() - 1
        load(self)

    def load_newobj(self):
        args = self.stack.pop()
        self.stack[-1] = self.stack[-1](*args)
    dispatch[pickle.NEWOBJ[0]] = load_newobj

    def load_newobj_ex(self):
        self.stack.pop()
        self.load_newobj()
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex

    def load_build(self):
        super().load_build()
        made = self.stack[-1]
        if isinstance(made, Inert) and made.name == "joblib.numpy_pickle.NumpyArrayWrapper":
            self.skip_array(made.state)
    dispatch[pickle.BUILD[0]] = load_build

    def skip_array(self, state):
        """joblib writes an array's bytes into the stream right behind its wrapper."""
        dtype = state["dtype"]
        code = dtype.args[0]
        if "O" in code or dtype.state and len(dtype.state) > 7 and dtype.state[7] & HAS_OBJECT:
            Scan(self.file, self.facts, self.member, self.file.tell()).load()
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            self.file.read(self.file.read(1)[0])
        count = 1
        for length in state["shape"]:
            count *= length
        self.file.read(count * item_size(code))


def item_size(code):
    """Bytes of one element by numpy's type code, e.g. f8; U counts code points."""
    size = int(code.lstrip("<>=|")[1:] or 1)
    return size * 4 if "U" in code else size


def positioned(load):
    return lambda scan: scan.load_global_op(load)


for opcode in (pickle.GLOBAL, pickle.STACK_GLOBAL, pickle.INST):
    Scan.dispatch[opcode[0]] = positioned(pickle._Unpickler.dispatch[opcode[0]])
