"""Ranking metrics with binary relevance, and bootstrap intervals over queries."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
_SEED = 20_260_101


def ndcg(ranked: Sequence[int], relevant: Set[int], depth: int) -> float:
    """Return the normalised discounted cumulative gain with binary relevance, 0 to 1.

    DCG = Σ 1 / log2(rank + 1) over the relevant items among the first `depth`, divided by the DCG
    of the ideal ranking (Järvelin and Kekäläinen 2002). It is 0 without relevant items.
    """
    gains = [item in relevant for item in ranked[:depth]]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    ideal = discounts[: min(depth, len(relevant))].sum()
    return float((discounts[: len(gains)] * gains).sum() / ideal) if ideal else 0.0


def recall(ranked: Sequence[int], relevant: Set[int], depth: int) -> float:
    """Return the share of relevant items among the first `depth`, 0 to 1."""
    if not relevant:
        return 0.0
    return len(relevant & set(ranked[:depth])) / len(relevant)


@dataclass(frozen=True)
class Interval:
    """A mean over queries with its bootstrap 95 % interval."""

    mean: float
    low: float
    high: float


def bootstrap(values: np.ndarray) -> Interval:
    """Return the mean and its bootstrap percentile interval, with a fixed random seed.

    To compare two systems, pass the paired differences, one per query.
    """
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(_SEED)
    picks = rng.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
