"""Curves of risk over time."""

import numpy as np


def curve(risks):
    """Return the risk up to each time, of the risks within each interval."""
    return 1 - np.cumprod(1 - np.asarray(risks))
