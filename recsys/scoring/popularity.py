"""Popularity: the number of votes on a logarithmic scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def popularity(votes: npt.NDArray[np.number], max_votes: float) -> npt.NDArray[np.float64]:
    """ln(1 + votes) / ln(1 + highest vote count of the catalogue), 0 to 1."""
    scale = max(1.0, float(np.log1p(max_votes)))
    return np.asarray(np.log1p(votes) / scale, dtype=np.float64)


def capped_popularity(votes: npt.NDArray[np.number], quantile: float) -> npt.NDArray[np.float64]:
    """ln(1 + votes) relative to its value at a quantile of the films, at most 1; 0 to 1.

    Films above the quantile count as equally known, so that fame separates obscure films from
    others but does not rank the others.
    """
    if not len(votes):
        return np.zeros(0)
    logarithms = np.log1p(votes.astype(np.float64))
    limit = max(float(np.quantile(logarithms, quantile)), float(np.log(2)))
    return np.asarray(np.minimum(1.0, logarithms / limit))
