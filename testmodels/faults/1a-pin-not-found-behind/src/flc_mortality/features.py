"""From the documented columns to the numbers the pipeline takes."""

import numpy as np


def features(frame, creatinine):
    """Make the table of features, one row a row of ``frame``.

    Parameters
    ----------
    frame : pandas.DataFrame
        The columns that :func:`flc_mortality.predict` documents.
    creatinine : float
        Creatinine in mg/dL that stands in for a missing one.

    Returns
    -------
    numpy.ndarray
        float64, shape (rows, 9).
    """
    return np.column_stack([
        frame["AGE"].to_numpy(dtype=float),
        frame["SEX"].to_numpy() == "M",
        frame["COLLECTED"].dt.year.to_numpy() - 1995,
        np.log(frame["KAPPA"].to_numpy()),
        np.log(frame["LAMBDA"].to_numpy()),
        frame["FLC_GROUP"].astype("int64").to_numpy(),
        np.log(frame["CREATININE"].fillna(creatinine).to_numpy()),
        frame["CREATININE"].isna().to_numpy(),
        frame["MGUS"].to_numpy() | (frame["BUN"].to_numpy() > 100),
    ]).astype(float)
