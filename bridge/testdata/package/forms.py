"""Answers with what it was given, in words."""

import sys
import weakref


def show(x):
    return repr(x)


def show_in_list(x):
    return [repr(x)]


def show_keywords(**row):
    return repr(row)


def shape(frame):
    return frame.shape


def index(frame):
    return list(frame.index)


def show_matrix(x):
    if hasattr(x, "detach"):
        return [repr(x), "%s %s" % (x.dtype, tuple(x.shape))]
    flags = "C-contiguous " * x.flags.c_contiguous + "writeable " * x.flags.writeable
    return [repr(x), flags + "%s %s" % (x.dtype, x.shape)]


def halves(x):
    return (x / 2).new_tensor([[v / 2, v / 4] for v in x[:, 0]]).reshape(-1, 2).requires_grad_()


def show_image(x):
    if isinstance(x, bytes):
        return "bytes " + x[:2].hex()
    if isinstance(x, list):
        return ["list of %d" % len(x)] * len(x)
    if not hasattr(x, "dtype"):
        return "PIL %s %s" % (x.mode, x.size)
    text = "%s %s %s" % (type(x).__name__, x.dtype, tuple(x.shape))
    if len(x.shape) == 4:
        return [text] * len(x)
    if str(x.dtype) == "torch.float32":
        return text + " up to %.0f" % x.max()
    if hasattr(x, "detach"):
        return text + " like PILToTensor" * like_torchvision(x)
    return text


pictures = []


def alive(picture):
    pictures.append(weakref.ref(picture))
    return str(sum(p() is not None for p in pictures))


def like_torchvision(x):
    import os

    from PIL import Image
    from torchvision.transforms.functional import pil_to_tensor

    file = os.path.join(os.path.dirname(__file__), "..", "images", "colour.jpg")
    expected = pil_to_tensor(Image.open(file))
    return bool((x == expected).all()) and x.stride() == expected.stride() and x.dtype == expected.dtype


def model_first(model, x):
    return "%s %d" % (type(model).__name__, len(x))


def model_last(x, *, factor=1, model):
    return model_first(model, x)


def model_not_by_name(model, x, /):
    return model_first(model, x)


class Takes:
    def score(self, model, x):
        return model_first(model, x)


takes = Takes()


def caller(x):
    """What warnings, logging and patsy do."""
    return sys._getframe(1).f_code.co_name


def create_by_caller():
    return sys._getframe(1)
