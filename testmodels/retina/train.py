"""Train the network, write its weights and examples, print how good it is.

Everything is drawn from the seed in ``resources/config.json``; a second run
on the same machine writes the same bytes. On another processor the last
digits of float32 sums, and with them the weights, may differ.
Run it by ``testmodels/train retina``.
"""

import csv
import io
import json
from pathlib import Path

import numpy as np
import skimage
import sklearn
import torch
from PIL import Image

from retina import Retina, load
from retina.transform import transform

HERE = Path(__file__).parent
WEIGHTS = HERE / "resources/weights.pt"
CONFIG = HERE / "resources/config.json"
SKIMAGE = Path(skimage.__file__).parent / "data"
SKLEARN = Path(sklearn.__file__).parent / "datasets/images"
FUNDUS = SKIMAGE / "retina.jpg"
OTHERS = [SKIMAGE / "rocket.jpg", SKIMAGE / "hubble_deep_field.jpg", SKLEARN / "china.jpg", SKLEARN / "flower.jpg"]


def tiles(path, count, random, quality, left):
    """Cut square tiles of 64 to 192 pixels as JPEG bytes from half of a photograph.

    The left half is for training, the right one for testing, so that no
    pixel is in both.
    """
    photograph = Image.open(path).convert("RGB")
    middle = photograph.width // 2
    photograph = photograph.crop((0, 0, middle, photograph.height) if left
                                 else (middle, 0, photograph.width, photograph.height))
    return [jpeg(tile(photograph, random), quality) for _ in range(count)]


def tile(photograph, random):
    """Cut one tile whose mean brightness says that it shows something."""
    while True:
        side = random.randint(64, 193)
        x, y = random.randint(photograph.width - side), random.randint(photograph.height - side)
        cut = photograph.crop((x, y, x + side, y + side))
        if np.asarray(cut).mean() > 15:
            return cut


def jpeg(image, quality):
    """Return the image as the bytes of a JPEG file."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def sample(random, settings, left):
    """Return tiles of the fundus and as many of the others, and which is which."""
    count, quality = settings["tiles"], settings["quality"]
    fundus = tiles(FUNDUS, count, random, quality, left)
    others = [one for path in OTHERS for one in tiles(path, count // len(OTHERS), random, quality, left)]
    return fundus + others, torch.tensor([1.0] * len(fundus) + [0.0] * len(others))


def fit(photographs, is_fundus, config):
    """Train on all tiles, turned and mirrored, and return the network."""
    model = Retina(**config["network"])
    inputs = torch.stack([transform(photograph, model.side) for photograph in photographs])
    optimiser = torch.optim.Adam(model.parameters(), lr=config["training"]["learning_rate"])
    for epoch in range(config["training"]["epochs"]):
        turned = torch.rot90(inputs, epoch % 4, (2, 3))
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(model(turned), is_fundus).backward()
        optimiser.step()
    return model


def write_examples(photographs, model):
    """Write every twentieth tile with what predict gives for it."""
    folder = HERE / "examples/tiles"
    folder.mkdir(exist_ok=True)
    with open(HERE / "examples/tiles.expected.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "probability", "label"])
        for number, photograph in enumerate(photographs[::20]):
            name = f"tile{number:02}.jpg"
            (folder / name).write_bytes(photograph)
            scores = model.predict(photograph)
            out.writerow([name, f"{scores['probability']:.9g}", scores["label"]])


def main():
    """Train, write and print."""
    config = json.loads(CONFIG.read_text())
    settings = config["training"]
    torch.manual_seed(settings["seed"])
    torch.use_deterministic_algorithms(True)
    random = np.random.RandomState(settings["seed"])
    torch.save(fit(*sample(random, settings, left=True), config).state_dict(), WEIGHTS)

    model = load(str(WEIGHTS), str(CONFIG))
    photographs, is_fundus = sample(random, settings, left=False)
    write_examples(photographs, model)
    labels = [model.predict(photograph)["label"] == "fundus" for photograph in photographs]
    right = (torch.tensor(labels) == is_fundus.bool()).float().mean()
    print(f"{len(photographs)} tiles of the right halves: {right:.1%} told rightly")


if __name__ == "__main__":
    main()
