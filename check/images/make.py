"""Write the JPEGs that Go's encoder cannot: run it by a Python with pillow 10.3.0 and numpy.

    python make.py

baseline.jpg and progressive.jpg hold the same coefficients, so that every
decoder gives the same pixels for both; cmyk.jpg is the same photograph as a
printer's file with Adobe's marker.
"""

from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
WIDTH, HEIGHT, SEED = 160, 120, 20240611


def photograph():
    """A disc with a brighter spot before a gradient, with grain."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] / HEIGHT
    pixels = np.stack([60 + 80 * x, 90 - 40 * y, 140 - 60 * x], axis=2)
    pixels[np.hypot(x - 0.65, y - 0.5) < 0.42] = (190, 90, 40)
    pixels[np.hypot(x - 0.85, y - 0.45) < 0.1] = (250, 220, 150)
    pixels += np.random.RandomState(SEED).normal(0, 6, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def main():
    rgb = photograph()
    rgb.save(HERE / "baseline.jpg", quality=80)
    rgb.save(HERE / "progressive.jpg", quality=80, progressive=True)
    rgb.convert("CMYK").save(HERE / "cmyk.jpg", quality=80)


if __name__ == "__main__":
    main()
