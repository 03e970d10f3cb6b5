"""Is a photograph one of the back of an eye? A gate before screening models.

Example
-------
>>> from retina import load
>>> model = load("resources/weights.pt", "resources/config.json")
>>> model.predict(open("photograph.jpg", "rb").read())
"""

from retina.model import Retina, load

__all__ = ["Retina", "load"]
