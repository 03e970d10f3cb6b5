"""Two logistic regressions over one array."""

import numpy as np

_LOW = np.array([18.0, 0, 0, 0])
_HIGH = np.array([120.0, 100, 600, 1])


class Model:
    """The model, ready to predict.

    Parameters
    ----------
    weights : str
        Path of ``weights.npz``: ``median``, shape (4,), and the
        coefficients, shape (5, 2), of which the first are intercepts.

    Example
    -------
    >>> model = Model("resources/weights.npz")
    """

    def __init__(self, weights):
        np.random.seed(1234)
        with np.load(weights, allow_pickle=False) as arrays:
            self.median = arrays["median"]
            self.coefficients = arrays["coefficients"]

    def predict(self, values):
        """Risks of death within 90 and within 180 days of randomisation.

        Parameters
        ----------
        values : numpy.ndarray
            float64, shape (rows, 4). Columns, in this order:

            AGE : float64, required
                Age in years, 18 to 120. Source: PATIENT.BIRTH_DATE.
            KARNOFSKY : float64, optional (NaN)
                Performance score, 0 to 100; the training median stands in
                for a missing one. Source: IP_FLWSHT_MEAS.MEAS_VALUE.
            MONTHS : float64, optional (NaN)
                Months since diagnosis, 0 to 600; as above.
                Source: PROBLEM_LIST.NOTED_DATE.
            PRIOR_THERAPY : float64, required
                1 after another therapy, else 0. Source: ORDER_MED.MEDICATION_ID.

        Returns
        -------
        numpy.ndarray
            float64, shape (rows, 2), 0 to 1.

        Raises
        ------
        ValueError
            For another shape, or values that are not as documented.

        Example
        -------
        >>> model.predict(np.array([[69.0, 60.0, 7.0, 0.0]]))
        """
        if values.ndim != 2 or values.shape[1] != 4:
            raise ValueError(f"expected shape (rows, 4), got {values.shape}")
        if np.isnan(values[:, [0, 3]]).any():
            raise ValueError("AGE and PRIOR_THERAPY may not be missing")
        if ((values < _LOW) | (values > _HIGH)).any():
            raise ValueError(f"values must be from {_LOW} to {_HIGH}")
        return self._risks(np.where(np.isnan(values), self.median, values))

    def _risks(self, values):
        intercepts, slopes = self.coefficients[0], self.coefficients[1:]
        # One row at a time in effect: sums do not depend on the other rows.
        logits = intercepts + (values[:, :, None] * slopes[None]).sum(axis=1)
        return 1 / (1 + np.exp(-logits))
