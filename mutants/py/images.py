"""Slips in how photographs are taken."""

from registry import operator
from values import every

BYTES = 'if isinstance(photograph, bytes):\n    photograph = Image.open(io.BytesIO(photograph), formats=["JPEG"])'
PIXELS = 'PILToTensor()(ImageOps.exif_transpose(photograph).convert("RGB"))'
IMAGE = f"if isinstance(photograph, Image.Image):\n    photograph = {PIXELS}"


@operator("tensor-alone")
def tensor_alone(h):
    return h.swaps((BYTES, ""), (IMAGE, ""))


@operator("preprocessing-left-to-caller")
def preprocessing_left_to_caller(h):
    return h.swaps((BYTES, ""), (IMAGE, ""), ("return _resized(photograph, side)", """
        if photograph.dtype != torch.float32 or photograph.shape != (3, side, side):
            raise ValueError(f"expected float32 of shape {(3, side, side)}")
        return photograph
        """))


@operator("path-alone")
def path_alone(h):
    return h.swaps((BYTES, 'photograph = Image.open(photograph, formats=["JPEG"])'))


@operator("forms-resized-differently")
def forms_resized_differently(h):
    return every(h, (PIXELS, 'PILToTensor()(ImageOps.exif_transpose(photograph).convert("RGB").resize((side, side)))'))


@operator("mode-not-converted")
def mode_not_converted(h):
    return every(h, (PIXELS, "PILToTensor()(ImageOps.exif_transpose(photograph))"))


@operator("orientation-ignored")
def orientation_ignored(h):
    return every(h, (PIXELS, 'PILToTensor()(photograph.convert("RGB"))'))


@operator("truncated-image-accepted")
def truncated_image_accepted(h):
    def accept():
        path, _ = h.found(BYTES)[0]
        h.append(path, "ImageFile.LOAD_TRUNCATED_IMAGES = True", "from PIL import ImageFile")
    return [accept]


@operator("any-format-accepted")
def any_format_accepted(h):
    return every(h, ('Image.open(io.BytesIO(photograph), formats=["JPEG"])', "Image.open(io.BytesIO(photograph))"))


@operator("transform-spread")
def transform_spread(h):
    return h.swaps(("transform(photograph, self.side)[None]", "transform(photograph, self.side).expand(3, -1, -1)[None]"),
                   ("return small.expand(3, -1, -1)", "return small"))
