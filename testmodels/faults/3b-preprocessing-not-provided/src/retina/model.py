"""The network, how it is loaded, and its predict."""

import json

import torch
from torch import nn


class Retina(nn.Module):
    """A small convolutional network.

    Parameters
    ----------
    side : int
        Height and width of its input in pixels.
    channels : list of int
        Channels of each convolution; each halves height and width.
    """

    def __init__(self, side, channels):
        super().__init__()
        self.side = side
        layers = []
        for before, after in zip([3] + channels, channels):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels[-1], 1))

    def forward(self, photographs):
        """Return the logit of each of ``photographs``, (n, 3, side, side)."""
        return self.layers(photographs).squeeze(1)

    @torch.no_grad()
    def predict(self, photograph):
        """Tell whether a photograph is one of the back of an eye.

        Parameters
        ----------
        photograph : torch.Tensor
            One JPEG photograph as :func:`retina.transform.transform` makes
            it. Source: IMG_IMAGE_INFO.IMAGE_ID, the file
            that the image store keeps under this id.

        Returns
        -------
        dict
            ``probability`` (float, 0 to 1) that it is one, and ``label``
            (str), "fundus" from 0.5 on, "other" below.

        Example
        -------
        >>> model.predict(open("photograph.jpg", "rb").read())["label"]
        """
        probability = torch.sigmoid(self(photograph[None])).item()
        return {"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}


def load(weights, config):
    """Load the model, ready to predict.

    Parameters
    ----------
    weights : str
        Path of ``weights.pt``, a state_dict.
    config : str
        Path of ``config.json``: ``network.side`` and ``network.channels``,
        as for :class:`Retina`, and ``training``, which only ``train.py``
        reads.

    Returns
    -------
    Retina
        In evaluation mode, on the CPU.

    Example
    -------
    >>> model = load("resources/weights.pt", "resources/config.json")
    """
    with open(config, encoding="utf-8") as file:
        model = Retina(**json.load(file)["network"])
    model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return model.eval()
