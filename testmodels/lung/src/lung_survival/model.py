"""The model, whole: ``torch.load`` of its file gives a :class:`Lung`."""

import numpy as np
import pandas as pd
import torch
from torch import nn

# Each column with its lowest and highest value, and whether it may be missing.
COLUMNS = {
    "AGE": (18, 120, False),
    "ECOG": (0, 4, True),
    "KARNOFSKY": (0, 100, True),
    "CALORIES": (0, 10000, True),
    "WEIGHT_LOSS": (-100, 150, True),
}
FEATURES = len(COLUMNS) + 1


class Lung(nn.Module):
    """A logistic regression over standardised features.

    ``resources/model.pt`` holds one, in evaluation mode, as ``torch.save``
    writes a whole module; ``torch.load`` gives it back, no other call is
    needed.

    Example
    -------
    >>> model = torch.load("resources/model.pt")
    """

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("scale", torch.ones(FEATURES))
        self.linear = nn.Linear(FEATURES, 1)

    def forward(self, features):
        """Return the logit of each row; NaN counts as the training mean."""
        standard = (features - self.mean) / self.scale
        return self.linear(torch.nan_to_num(standard, nan=0.0)).squeeze(1)

    @torch.no_grad()
    def predict(self, frame):
        """Risk of death within one year of the assessment.

        Parameters
        ----------
        frame : pandas.DataFrame
            One row an assessment. Other columns are ignored. Columns:

            AGE : int64, required
                Age at the assessment in whole years, 18 to 120.
                Source: PATIENT.BIRTH_DATE.
            SEX : int64, required
                1 male, 2 female. Source: PATIENT.SEX_C.
            ECOG : Int64, optional (NA)
                Performance score by the physician, 0 to 4.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE.
            KARNOFSKY : int64, optional (None)
                Performance score by the patient, 0 to 100.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE.
            CALORIES : int64, optional (NaN)
                Calories eaten at meals a day, kcal, 0 to 10000.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE.
            WEIGHT_LOSS : float64, optional (NaN)
                Weight lost in the last six months, kg, -100 to 150,
                negative for a gain. Source: IP_FLWSHT_MEAS.MEAS_VALUE, in
                pounds.

        Returns
        -------
        pandas.Series
            The risks, ``risk``, float64, 0 to 1, with the index of
            ``frame``.

        Raises
        ------
        ValueError
            For a column that is not as documented.

        Example
        -------
        >>> model.predict(frame).max()
        """
        risk = torch.sigmoid(self(features(frame))).double()
        return pd.Series(risk.numpy(), index=frame.index, name="risk")


def features(frame):
    """Make the features, float32, shape (rows, FEATURES); missing ones are NaN."""
    columns = [_column(frame[name], *limits) for name, limits in COLUMNS.items()]
    sex = _column(frame["SEX"], 1, 2, False)
    return torch.from_numpy(np.column_stack(columns + [sex]).astype(np.float32))


def _column(values, low, high, nullable):
    if values.dtype == object and values.map(lambda value: isinstance(value, str)).any():
        raise ValueError(f"column {values.name}: text where numbers are documented")
    numbers = pd.to_numeric(values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if not nullable and np.isnan(numbers).any():
        raise ValueError(f"column {values.name}: may not be missing")
    present = numbers[~np.isnan(numbers)]
    if ((present < low) | (present > high)).any():
        raise ValueError(f"column {values.name}: values must be from {low} to {high}")
    if values.name != "WEIGHT_LOSS" and (present % 1 != 0).any():
        raise ValueError(f"column {values.name}: values must be whole numbers")
    return numbers
