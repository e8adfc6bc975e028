"""Ranking metrics with binary relevance, and bootstrap intervals over queries."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
_SEED = 20_260_101


def ndcg(ranked: Sequence[int], relevant: Set[int], depth: int) -> float:
    """Normalised discounted cumulative gain at a depth, 0 to 1, binary gain.

    DCG = Σ 1 / log2(place + 1) over the relevant among the first `depth` places; divided by that
    of the best order there is (Järvelin and Kekäläinen 2002). 0 where nothing is relevant.
    """
    gains = [item in relevant for item in ranked[:depth]]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    best = discounts[: min(depth, len(relevant))].sum()
    return float((discounts[: len(gains)] * gains).sum() / best) if best else 0.0


def recall(ranked: Sequence[int], relevant: Set[int], depth: int) -> float:
    """Share of the relevant that stand among the first `depth`, 0 to 1."""
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
    """Percentile interval of the mean, resampling queries with a fixed seed.

    For the difference of two systems give the differences query by query: they are paired.
    """
    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    rng = np.random.default_rng(_SEED)
    picks = rng.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(values[picks].mean(axis=1), [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
