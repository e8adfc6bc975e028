"""Bayesian ratings: few votes pull a rating towards the catalogue's mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.number]


def mean_rating(tenths: Numbers, votes: Numbers) -> float:
    """Mean rating of the catalogue in tenths, weighted by votes; 0 if no film is rated."""
    rated = votes > 0
    return float(np.average(tenths[rated], weights=votes[rated])) if rated.any() else 0.0


def bayesian_rating(
    points: Numbers, votes: Numbers, mean: float, prior_votes: float
) -> npt.NDArray[np.float64]:
    """(points + mean * prior votes) / (votes + prior votes), divided by 100: 0 to 1.

    Parameters
    ----------
    points : array
        Sum of rating in tenths * votes.
    mean : float
        `mean_rating` of the catalogue.
    prior_votes : float
        Number of votes for the mean rating that every film starts with.
    """
    return np.asarray((points + mean * prior_votes) / (votes + prior_votes) / 100, np.float64)
