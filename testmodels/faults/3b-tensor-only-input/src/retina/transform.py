"""From a photograph to what the network takes."""

import io

import torch
from PIL import Image, ImageOps
from torchvision.transforms import PILToTensor
from torchvision.transforms.functional import convert_image_dtype, resize


def transform(photograph, side):
    """Make the network's input of one photograph.

    Parameters
    ----------
    photograph : torch.Tensor
        A uint8 tensor, shape (3 or 1, height, width), as :func:`read` makes it.
    side : int
        Height and width of the result in pixels.

    Returns
    -------
    torch.Tensor
        float32, shape (3, side, side), 0 to 1.

    Raises
    ------
    PIL.UnidentifiedImageError, OSError
        For bytes that are no JPEG, or a truncated one.
    ValueError
        For a tensor of another dtype or shape.
    """
    return _resized(photograph, side)


def read(photograph):
    """Make the tensor of the bytes of a JPEG file."""
    photograph = Image.open(io.BytesIO(photograph), formats=["JPEG"])
    return PILToTensor()(ImageOps.exif_transpose(photograph).convert("RGB"))


def _resized(pixels, side):
    if pixels.dtype != torch.uint8 or pixels.dim() != 3 or len(pixels) not in (1, 3):
        raise ValueError(
            f"expected a uint8 tensor of 3 or 1 channels, height and width, "
            f"got {pixels.dtype} {tuple(pixels.shape)}")
    small = resize(convert_image_dtype(pixels, torch.float32), [side, side], antialias=True)
    return small.expand(3, -1, -1)
