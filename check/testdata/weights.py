"""Writes weights files of every kind, sound ones and ones that would call os.getcwd."""
import argparse
import bz2
import collections
import gzip
import lzma
import os
import pickle
import zipfile
import zlib

import numpy
import torch


class Evil:
    def __reduce__(self):
        return os.getcwd, ()


plain = {"a": numpy.arange(6.0).reshape(2, 3), "b": [1, 2.5, "x", None, {3}], "c": collections.OrderedDict(d=numpy.float32(1))}
layer = torch.nn.Linear(3, 2)
torch.save(layer.state_dict(), "state_dict.pt")
torch.save(layer.state_dict(), "state_dict_legacy.pt", _use_new_zipfile_serialization=False)
torch.save(layer, "whole.pt")
torch.save({"w": layer.state_dict(), "x": Evil()}, "evil.pt")
torch.save({"w": layer.state_dict(), "x": Evil()}, "evil_legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"w": layer.state_dict(), "arguments": argparse.Namespace(epochs=3)}, "arguments.pt")
torch.jit.script(layer).save("script.pt")

for protocol in (0, 5):
    with open("plain%d.pkl" % protocol, "wb") as file:
        pickle.dump(plain, file, protocol)
for protocol, name in ((0, "evil0.pkl"), (1, "evil1.bin"), (2, "evil2.pkl"), (4, "evil4.pkl")):
    with open(name, "wb") as file:
        pickle.dump([plain, Evil()], file, protocol)
for opener, name in ((gzip.open, "evil5.pkl.gz"), (bz2.open, "evil.pkl.bz2"), (lzma.open, "evil.pkl.xz")):
    with opener(name, "wb") as file:
        pickle.dump(Evil(), file, 5)
with open("evil.z", "wb") as file:
    file.write(zlib.compress(pickle.dumps(Evil(), 4)))

# STACK_GLOBAL whose two names come out of the memo, in the wrong order first.
with open("memo.pkl", "wb") as file:
    file.write(b"\x80\x04\x8c\x06getcwd\x94\x8c\x05posix\x94h\x01h\x00\x93)R.")
with open("second.pkl", "wb") as file:
    pickle.dump(plain, file)
    pickle.dump(Evil(), file)

numpy.savez("arrays.npz", a=plain["a"], b=numpy.array(["x", "y"]))
numpy.savez("objects.npz", a=plain["a"], b=numpy.array([Evil()], dtype=object))
numpy.save("objects.npy", numpy.array([Evil(), 1], dtype=object))


class NumpyArrayWrapper:
    """Writes an array as joblib 1.x does: the wrapper, then the bytes in the stream."""

    def __init__(self, array):
        self.subclass, self.shape, self.order = numpy.ndarray, array.shape, "C"
        self.dtype, self.allow_mmap, self.numpy_array_alignment_bytes = array.dtype, True, 16


class Pickler(pickle._Pickler):
    def save(self, value, save_persistent_id=True):
        if not isinstance(value, numpy.ndarray):
            return super().save(value, save_persistent_id)
        super().save(NumpyArrayWrapper(value))
        self.framer.commit_frame(force=True)
        padding = 16 - (stream.tell() + 1) % 16
        stream.write(bytes([padding]) + b"\xff" * padding + value.tobytes())


NumpyArrayWrapper.__module__ = "joblib.numpy_pickle"
import sys
import types

sys.modules["joblib"] = types.ModuleType("joblib")
sys.modules["joblib.numpy_pickle"] = types.ModuleType("joblib.numpy_pickle")
sys.modules["joblib.numpy_pickle"].NumpyArrayWrapper = NumpyArrayWrapper
with open("joblib.joblib", "wb") as stream:
    nodes = numpy.array([(1, 2.5)], dtype=[("left", "i8"), ("threshold", "f8")])  # as trees of scikit-learn have
    Pickler(stream, 4).dump([plain["a"], nodes, Evil(), plain["a"]])

floats = b"\x80\xc9\x8f\xbe" * 8  # a float32 may begin as a pickle does
with open("variables.data", "wb") as file:
    file.write(floats)
with open("nothing.msgpack", "wb") as file:
    file.write(b"\x80")  # an empty map
with zipfile.ZipFile("variables.zip", "w") as archive:
    archive.writestr("variables.data", floats)

with open("config.json", "w") as file:
    file.write('{"a": 1}')
with open("table.csv", "w") as file:
    file.write("count,age\n1,2\n")
