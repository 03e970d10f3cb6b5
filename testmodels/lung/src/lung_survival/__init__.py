"""One-year mortality in advanced lung cancer, as one object.

Example
-------
>>> import torch
>>> model = torch.load("resources/model.pt")
>>> model.predict(frame)
"""

from lung_survival.model import Lung

__all__ = ["Lung"]
