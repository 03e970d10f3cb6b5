"""JPEGs as PIL images, arrays and tensors."""
import importlib
import importlib.util
import io

ORIENTATION = 0x0112  # the tag in EXIF; 1 for a picture that is stored as it is to be seen


def has(module):
    return importlib.util.find_spec(module) is not None


def decoder(needs_pillow):
    if needs_pillow:
        importlib.import_module("PIL.Image")
    return "pillow" if has("PIL") else "go"


def opened(data, modes, reject, oriented):
    """The whole image, decoded, in one of the modes."""
    from PIL import Image, ImageOps

    try:
        image = Image.open(io.BytesIO(data))
    except OSError as e:  # it may name the buffer by its address, which is another in each run
        raise OSError(str(e).partition(" <")[0]) from None
    image.load()
    if oriented and image.getexif().get(ORIENTATION, 1) != 1:  # of one that lies right it makes a copy
        image = ImageOps.exif_transpose(image)
    if image.mode in modes:
        return image
    if reject:
        raise ValueError("mode %s is none of %s" % (image.mode, ", ".join(modes)))
    return image.convert(modes[0])


def pixels(image):
    """A new uint8 array, height by width by channels."""
    import numpy as np

    array = np.array(image)
    return array.reshape(image.size[1], image.size[0], -1)


def from_memory(data, height, width, channels):
    """The same over a bytearray, which belongs to the array from then on."""
    import numpy as np

    return np.frombuffer(data, np.uint8).reshape(height, width, channels)


def finished(array, tensor, layout, dtype, scale):
    """The array as the contract's layout, dtype and scale say, by what
    torchvision's PILToTensor does: CHW is a permuted view of HWC."""
    if layout == "CHW":
        array = array.transpose(2, 0, 1)
    if dtype != "uint8":
        array = array.astype(dtype)
    if scale == "0-1":
        array /= 255
    if tensor and has("torch"):
        import torch

        return torch.from_numpy(array)
    return array


def stacked(items):
    if not hasattr(items[0], "detach"):
        import numpy as np

        return np.stack(items)
    import torch

    return torch.stack(items)
