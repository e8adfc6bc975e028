"""Shared people: how much one says, by role and by rarity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def rarity(films: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """1 / (1 + ln(number of films)), 1 for a person of one film."""
    return 1 / (1 + np.log(np.maximum(1, films)))


def saturated(total: npt.NDArray[np.number]) -> npt.NDArray[np.float64]:
    """1 - exp(-total), 0 to 1: each further shared person adds less than the one before."""
    return 1 - np.exp(-total)
