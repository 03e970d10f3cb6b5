"""Runs a pickle without effect.

It is run by the interpreter's own pure-Python unpickler, with each global
replaced by an inert stand-in: the opcodes, memo and framing are pickle's own,
and nothing of the file's choosing is called.
"""
import pickle
import re

HAS_OBJECT = 1  # numpy's NPY_ITEM_HASOBJECT, in the flags of a pickled structured dtype


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
        state = self.stack[-1]
        super().load_build()
        made = self.stack[-1]
        if isinstance(made, Inert):
            self.note_versions(made, state)
        if isinstance(made, Inert) and made.name == "joblib.numpy_pickle.NumpyArrayWrapper":
            self.skip_array(made.state)
    dispatch[pickle.BUILD[0]] = load_build

    def note_versions(self, made, state):
        """Objects that state what wrote them do it as scikit-learn: _sklearn_version."""
        for key, value in state.items() if isinstance(state, dict) else ():
            named = re.match(r"_?(\w+?)_version_?$", key) if isinstance(key, str) and isinstance(value, str) else None
            fact = {"name": named.group(1), "version": value, "of": made.name} if named else None
            if fact and fact not in self.facts["versions"]:
                self.facts["versions"].append(fact)

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
