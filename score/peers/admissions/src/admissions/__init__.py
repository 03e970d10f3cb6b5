"""A stand-in of 20 mixed columns, to measure what scoring costs.

Its weights are drawn from a seed: the scores mean nothing.

Example
-------
>>> from admissions import load
>>> model = load(hidden=[])
>>> model.predict(frame)
"""

import numpy as np

NUMBERS = ["AGE", "HEART_RATE", "SYSTOLIC", "DIASTOLIC", "PRIOR_ADMISSIONS",
           "SODIUM", "POTASSIUM", "CREATININE", "GLUCOSE", "HEMOGLOBIN", "LEUKOCYTES"]
MEANS = np.array([60, 85, 130, 75, 2, 139, 4.2, 1.2, 120, 12.5, 9])
SCALES = np.array([20, 20, 25, 15, 3, 4, 0.6, 0.8, 45, 2, 4])
SEX = ["Female", "Male", "Unknown"]
ADMIT_TYPE = ["Elective", "Emergency", "Urgent"]
SERVICE = ["Cardiology", "Medicine", "Neurology", "Oncology", "Surgery"]
CARDIAC = ["I21.4 Non-ST elevation myocardial infarction", "I50.9 Heart failure, unspecified"]
FEATURES = len(NUMBERS) + 9


def features(frame):
    """Make the standardised features of a frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row an admission, with the columns that the contract declares.

    Returns
    -------
    numpy.ndarray
        float64, shape (rows, FEATURES); a missing number stands at its mean.
    """
    out = np.zeros((len(frame), FEATURES))
    numbers = (frame[NUMBERS].to_numpy("float64") - MEANS) / SCALES
    out[:, :len(NUMBERS)] = np.nan_to_num(numbers, copy=False)
    rest = out[:, len(NUMBERS):]
    rest[:, 0] = np.nan_to_num((frame["COMA_SCALE"].to_numpy("float64", na_value=np.nan) - 13) / 3)
    rest[:, 1] = frame["INTENSIVE_CARE"]
    rest[:, 2] = frame["VENTILATED"]
    for i, name in enumerate(["SEX", "ADMIT_TYPE", "SERVICE"]):
        rest[:, 3 + i] = frame[name].cat.codes
    rest[:, 6] = frame["DIAGNOSIS"].isin(CARDIAC)
    rest[:, 7] = frame["UNIT"] == "ICU 1"
    rest[:, 8] = frame["ADMITTED"].dt.hour / 24
    return out


class Linear:
    """A weighted sum of the features."""

    def __init__(self, seed):
        self.weights = np.random.RandomState(seed).normal(scale=0.3, size=FEATURES)

    def predict(self, frame):
        """Risk of each row of ``frame``, float64, shape (rows,), 0 to 1."""
        return 1 / (1 + np.exp(-features(frame) @ self.weights))


class Network:
    """A network of torch over the features, with hidden layers of these widths."""

    def __init__(self, seed, hidden):
        import torch
        self.torch = torch
        torch.manual_seed(seed)
        layers = []
        for before, after in zip([FEATURES] + hidden, hidden):
            layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
        self.layers = torch.nn.Sequential(*layers, torch.nn.Linear(hidden[-1], 1), torch.nn.Sigmoid()).eval()

    def predict(self, frame):
        """Risk of each row of ``frame``, float32, shape (rows,), 0 to 1."""
        with self.torch.no_grad():
            return self.layers(self.torch.from_numpy(features(frame)).float()).squeeze(1).numpy()


def load(hidden, seed=1):
    """Make the model: linear without hidden layers, otherwise a network."""
    return Network(seed, hidden) if hidden else Linear(seed)
