"""Figures with bootstrap intervals, and paired differences between rankings.

Efron and Tibshirani (1993), An Introduction to the Bootstrap: percentile intervals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
_SEED = 20_260_101
_BLOCK = 100
"""Resamples per block of `Resampler.auc`, which holds one weight per pair of films for each."""


@dataclass(frozen=True)
class Estimate:
    """A figure over all seeds, and the same figure over each resample of the seeds.

    Attributes
    ----------
    value : float
    samples : float array, shape (RESAMPLES,)
        NaN where a resample does not define the figure.
    """

    value: float
    samples: np.ndarray

    def __sub__(self, other: Estimate) -> Estimate:
        """Return the paired difference; both must come from the same `Resampler`."""
        return Estimate(self.value - other.value, self.samples - other.samples)

    def as_dict(self) -> dict[str, float]:
        """Return the value and its 95 % interval: `value`, `low`, `high`."""
        if np.isnan(self.samples).all():
            return {"value": self.value, "low": self.value, "high": self.value}
        low, high = np.nanpercentile(self.samples, [2.5, 97.5])
        return {"value": self.value, "low": float(low), "high": float(high)}


class Resampler:
    """Draws seeds with replacement, from a fixed random state.

    Every ranking is measured on the same draws, so that the difference of two rankings is paired
    by seed. Judgements about one seed are drawn together, since they depend on each other.
    """

    def __init__(self, seeds: int) -> None:
        rng = np.random.default_rng(_SEED)
        draws = rng.multinomial(seeds, np.full(seeds, 1 / seeds), RESAMPLES)
        self._times = draws.astype(np.float32)

    def mean(self, values: np.ndarray) -> Estimate:
        """Return the mean of one value per seed."""
        return self.ratio(values, np.ones(len(values)))

    def ratio(self, parts: np.ndarray, totals: np.ndarray) -> Estimate:
        """Return Σ parts / Σ totals, with one part and one total per seed."""
        sampled = self._times @ np.stack([parts, totals], axis=1).astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            samples = sampled[:, 0] / sampled[:, 1]
        return Estimate(float(parts.sum() / totals.sum()), samples)

    def auc(self, scores: np.ndarray, positive: np.ndarray, seed: np.ndarray) -> Estimate:
        """Return the area under the ROC curve of judged pairs; see `auc`.

        Parameters
        ----------
        scores : float array, shape (pairs,)
        positive : bool array, shape (pairs,)
        seed : int array, shape (pairs,)
            Index of each pair's seed; a seed drawn twice counts its pairs twice.
        """
        samples = [
            auc(scores, positive, self._times[start : start + _BLOCK][:, seed])
            for start in range(0, RESAMPLES, _BLOCK)
        ]
        value = auc(scores, positive, np.ones((1, len(scores))))
        return Estimate(float(value[0]), np.concatenate(samples))


def auc(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the probability that a positive pair scores above a negative one; ties count half.

    This is the area under the ROC curve (Hanley and McNeil 1982). 0.5 is chance.

    Parameters
    ----------
    scores, positive : arrays, shape (pairs,)
    weights : array, shape (resamples, pairs)
        How often each pair counts.

    Returns
    -------
    float array, shape (resamples,)
        NaN where no positive or no negative pair counts.
    """
    order = np.argsort(scores, kind="stable")
    in_order = scores[order]
    tied = np.flatnonzero(np.concatenate([[True], in_order[1:] != in_order[:-1]]))
    weights = weights[:, order].astype(np.float64)
    above = np.add.reduceat(weights * positive[order], tied, axis=1)
    below = np.add.reduceat(weights * ~positive[order], tied, axis=1)
    lower = np.cumsum(below, axis=1) - below / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (above * lower).sum(axis=1) / (above.sum(axis=1) * below.sum(axis=1))
    return np.asarray(share)


def ordered_pairs(scores: np.ndarray, grades: np.ndarray) -> tuple[float, int]:
    """Count the pairs of one seed's films with different grades that stand in the right order.

    Returns
    -------
    right : float
        Pairs whose better graded film scores higher; ties count half.
    pairs : int
        All pairs with different grades.
    """
    first, second = np.nonzero(np.triu(grades[:, None] != grades[None, :], 1))
    score = np.sign(scores[first] - scores[second])
    grade = np.sign(grades[first] - grades[second])
    return float((score == grade).sum() + (score == 0).sum() / 2), len(first)
