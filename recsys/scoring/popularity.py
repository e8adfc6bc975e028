"""Popularity: how many people have rated a film, on a logarithmic scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def popularity(votes: npt.NDArray[np.number], most_votes: float) -> npt.NDArray[np.float64]:
    """ln(1 + votes) / ln(1 + most votes of the catalogue), 0 to 1."""
    scale = max(1.0, float(np.log1p(most_votes)))
    return np.asarray(np.log1p(votes) / scale, dtype=np.float64)
