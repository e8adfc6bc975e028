"""Popularity: the number of votes on a logarithmic scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def popularity(votes: npt.NDArray[np.number], max_votes: float) -> npt.NDArray[np.float64]:
    """ln(1 + votes) / ln(1 + highest vote count of the catalogue), 0 to 1."""
    scale = max(1.0, float(np.log1p(max_votes)))
    return np.asarray(np.log1p(votes) / scale, dtype=np.float64)
