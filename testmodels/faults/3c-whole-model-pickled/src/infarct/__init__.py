"""One-year mortality after acute myocardial infarction.

Example
-------
>>> from infarct import create_model
>>> model = create_model("resources/weights.pt")
>>> model.predict(frame)
"""

from infarct.model import Infarct, create_model

__all__ = ["Infarct", "create_model"]
