"""Era similarity of films and careers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ERA_YEARS = 10.0
"""Difference in years at which the similarity is 1/e."""


def era_similarity(years: npt.NDArray[np.number], year: float) -> npt.NDArray[np.float64]:
    """exp(-|difference in years| / 10), 0 to 1; 0 where a year is unknown, which is stored as 0."""
    similarity = np.exp(-np.abs(np.asarray(years, dtype=np.float64) - year) / ERA_YEARS)
    return np.where((years > 0) & (year > 0), similarity, 0.0)
