"""What the regression needs of statistics."""

import math


def logistic(value):
    """Return the inverse of the logit of ``value``, 0 to 1."""
    return 1 / (1 + math.exp(-value))
