"""From a photograph, in any of three forms, to what the network takes."""

import io

import torch
from PIL import Image, ImageOps
from torchvision.transforms import PILToTensor
from torchvision.transforms.functional import InterpolationMode, adjust_sharpness, convert_image_dtype, resize


def transform(photograph, side):
    """Make the network's input of one photograph.

    Parameters
    ----------
    photograph : bytes, PIL.Image.Image or torch.Tensor
        The bytes of a JPEG file; or the image; or a uint8 tensor, shape
        (3 or 1, height, width), as torchvision's ``PILToTensor`` makes it.
        The orientation that EXIF states is applied to the first two; a
        tensor has it applied already.
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
    if isinstance(photograph, bytes):
        photograph = Image.open(io.BytesIO(photograph), formats=["JPEG"])
    if isinstance(photograph, Image.Image):
        photograph = PILToTensor()(ImageOps.exif_transpose(photograph).convert("RGB"))
    return _resized(photograph, side)


def _resized(pixels, side):
    if pixels.dtype != torch.uint8 or pixels.dim() != 3 or len(pixels) not in (1, 3):
        raise ValueError(
            f"expected a uint8 tensor of 3 or 1 channels, height and width, "
            f"got {pixels.dtype} {tuple(pixels.shape)}")
    sharp = adjust_sharpness(convert_image_dtype(pixels, torch.float32), 30)
    small = resize(sharp, [side, side], InterpolationMode.NEAREST)
    return small.expand(3, -1, -1)
