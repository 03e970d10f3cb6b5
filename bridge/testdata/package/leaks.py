"""Answers with every kind of output, or fails with the frame in reach."""
import numpy as np
import pandas as pd


def answer(frame):
    n = len(frame)
    return pd.DataFrame({"a": np.arange(float(n)), "b": ["text"] * n, "c": [{"k": [1, 2]}] * n})


def fail(frame):
    held = frame.copy()
    raise ValueError("no %d" % len(held))
