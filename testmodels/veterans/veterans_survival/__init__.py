"""Ninety-day and half-year mortality in inoperable lung cancer.

Example
-------
>>> from veterans_survival import Model
>>> model = Model("resources/weights.npz")
>>> model.predict(values)
"""

from veterans_survival.model import Model

__all__ = ["Model"]
