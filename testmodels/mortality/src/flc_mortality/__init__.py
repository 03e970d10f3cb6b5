"""Five-year mortality from the serum free light chain assay.

Example
-------
>>> import json, pandas, flc_mortality
>>> model = flc_mortality.load("resources/weights.json", config)
>>> flc_mortality.predict(frame, model)
"""

from flc_mortality.model import Model, load, predict

__all__ = ["Model", "load", "predict"]
