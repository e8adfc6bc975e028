"""Weight of shared people by rarity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def rarity(films: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """1 / (1 + ln(number of films)); 1 for a person with one film."""
    return np.asarray(1 / (1 + np.log(np.maximum(1, films))), np.float64)


def saturated(total: npt.NDArray[np.number]) -> npt.NDArray[np.float64]:
    """1 - exp(-total), 0 to 1: each further shared person adds less than the last."""
    return np.asarray(1 - np.exp(-total), np.float64)
