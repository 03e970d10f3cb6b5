"""Tensors that are filled from outside: made by torch alone, which does not
require numpy.
"""
import ctypes

import torch


def empty(shape, dtype):
    """A new tensor, and its memory as a buffer, good for as long as the tensor is."""
    tensor = torch.empty(shape, dtype=getattr(torch, dtype), device="cpu")
    size = tensor.element_size() * tensor.numel()
    return tensor, (ctypes.c_char * size).from_address(tensor.data_ptr())
