"""Bayesian ratings: a film with few votes is drawn to the average of the catalogue."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.number]


def mean_rating(tenths: Numbers, votes: Numbers) -> float:
    """Mean rating of the catalogue in tenths, each film weighted by its votes; 0 without any."""
    rated = votes > 0
    return float(np.average(tenths[rated], weights=votes[rated])) if rated.any() else 0.0


def bayesian_rating(
    points: Numbers, votes: Numbers, mean: float, prior_votes: float
) -> npt.NDArray[np.float64]:
    """(points + mean * prior votes) / (votes + prior votes), as a part of 10 points; 0 to 1.

    Parameters
    ----------
    points : array
        Sum of the ratings in tenths: rating * votes.
    mean : float
        `mean_rating` of the catalogue.
    prior_votes : float
        How many votes of the mean rating every film starts with.
    """
    return np.asarray((points + mean * prior_votes) / (votes + prior_votes) / 100, np.float64)
