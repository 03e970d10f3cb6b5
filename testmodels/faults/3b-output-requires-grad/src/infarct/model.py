"""The network, how it is loaded, and its predict."""

import torch
import yaml
from torch import nn

from infarct.transform import FEATURES, transform


class Infarct(nn.Module):
    """A small network over standardised features.

    Parameters
    ----------
    hidden : list of int
        Width of each hidden layer.
    dropout : float
        Share of a hidden layer's values dropped while training.
    """

    def __init__(self, hidden, dropout):
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("scale", torch.ones(FEATURES))
        layers = []
        for width_in, width in zip([FEATURES] + hidden, hidden):
            layers += [nn.Linear(width_in, width), nn.ReLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers, nn.Linear(([FEATURES] + hidden)[-1], 1))

    def forward(self, features):
        """Return the logit of each row of ``features``, shape (rows,)."""
        return self.layers((features - self.mean) / self.scale).squeeze(1)

    def predict(self, frame):
        """Risk of death within one year of admission.

        Parameters
        ----------
        frame : pandas.DataFrame
            One row an admission. Other columns are ignored. Columns:

            AGE : int64, required
                Age at admission in whole years, 18 to 120.
                Source: PATIENT.BIRTH_DATE.
            SEX : category, required
                "Male" or "Female". Source: PATIENT.SEX_C, as ZC_SEX.NAME.
            HEART_RATE : float32, required
                First heart rate, beats/min, 20 to 300.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE.
            SYSTOLIC : int64, required
                First systolic pressure, mmHg, 30 to 300.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE, before the slash.
            DIASTOLIC : int64, required
                First diastolic pressure, mmHg, 0 to 250.
                Source: IP_FLWSHT_MEAS.MEAS_VALUE, after the slash.
            BMI : float64, optional (NaN)
                Body mass index, kg/m2, 10 to 90; the training mean stands
                in for a missing one. Source: PAT_ENC.BMI.
            SHOCK : bool, required
                Cardiogenic shock. Source: PROBLEM_LIST.DX_ID.
            HEART_FAILURE : bool, required
                Congestive heart complications. Source: PROBLEM_LIST.DX_ID.
            FIBRILLATION : bool, required
                Atrial fibrillation. Source: PROBLEM_LIST.DX_ID.
            MI_TYPE : str, optional (None)
                "Q-wave" or "non-Q-wave"; a missing one counts as half of
                each. Source: SMRTDTA_ELEM_VALUE.SMRTDTA_ELEM_VALUE.

        Returns
        -------
        torch.Tensor
            The risks, float32, shape (rows,), 0 to 1.

        Raises
        ------
        ValueError
            For a column that is not as documented.

        Example
        -------
        >>> model.predict(frame)[0]
        """
        features = transform(frame)
        # A missing BMI is the only feature that can be NaN.
        features = torch.where(features.isnan(), self.mean, features)
        return torch.sigmoid(self(features))


def create_model(weights, config):
    """Load the model, ready to predict.

    Parameters
    ----------
    weights : str
        Path of ``weights.pt``, a state_dict.
    config : str
        Path of ``config.yaml``: ``network.hidden`` and ``network.dropout``,
        as for :class:`Infarct`, and ``training``, which only ``train.py``
        reads.

    Returns
    -------
    Infarct
        In evaluation mode, on the CPU.

    Example
    -------
    >>> model = create_model("resources/weights.pt", "resources/config.yaml")
    """
    with open(config, encoding="utf-8") as file:
        model = Infarct(**yaml.safe_load(file)["network"])
    model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return model.eval()
