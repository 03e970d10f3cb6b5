"""A model that answers with any kind of result, for the matrix test.

It knows its records by their ids, and each value of its table says of which
record and which output it is. Every kind builds its result the same way for
any number of records and outputs."""
import io

from PIL import Image

from . import arrays, frames, keyed, named, others, sequences, shaped, texts
from .table import Table, of

KINDS = {**of(arrays), **of(frames), **of(named), **of(others), **of(sequences), **of(keyed), **of(shaped), **of(texts)}

asked = None


def ask(kind):
    """The kind that answer gives from now on."""
    global asked
    asked = KINDS[kind]


def answer(given=None, *, outputs, **record):
    return asked(Table(ids(record if given is None else given), outputs))


def of_a_key(given, *, outputs):
    """Answers to the records of one key with one result."""
    return asked(Table(ids(given)[:1], outputs))


def of_keys(given, *, outputs):
    """Answers to the records of many keys with a result a key."""
    return asked(Table(list(dict.fromkeys(ids(given))), outputs))


def ids(given):
    if isinstance(given, dict):
        return [given["id"]]
    if hasattr(given, "columns"):
        return given["id"].tolist()
    if getattr(given, "ndim", 0) == 2:
        return [int(v) for v in given[:, 0]]
    if isinstance(given, list) or getattr(given, "ndim", 0) == 4:
        return [photographed(i) for i in given]
    return [photographed(given)]


def photographed(image):
    """The id of a photograph: half its grey level."""
    if isinstance(image, bytes):
        image = Image.open(io.BytesIO(image))
    if isinstance(image, Image.Image):
        return image.getpixel((0, 0)) // 2
    return int(image[0, 0, 0]) // 2
