"""Turns rankings into report rows: metrics, intervals and differences from a baseline."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from recsys.evaluate.metrics import bootstrap, ndcg, recall

NO_DATA = "no data, so in the order of ids"
"""Meaning of a row that ranks by a term without data in the build."""


@dataclass(frozen=True)
class Truth:
    """The ground truth: queries and their relevant items.

    Attributes
    ----------
    rows : int32 array, shape (items,)
        Rows of the films or directors in the graph, ascending.
    ids : list of str
    relevant : list of sets of int
        For each item, the indices of its relevant items.
    z : array, shape (items, items)
        How much more often than by chance two items share users.
    votes : array, shape (items,)
        Popularity of each item, in votes.
    depth : int
        Number of ranks that are evaluated.
    """

    rows: np.ndarray
    ids: list[str]
    relevant: list[frozenset[int]]
    z: np.ndarray
    votes: np.ndarray
    depth: int

    @property
    def measurable(self) -> bool:
        """Whether there are reported queries, and more items than ranks."""
        return len(self.ids) > self.depth and len(self.reported) > 0

    @property
    def reported(self) -> np.ndarray:
        """Indices of the reported queries, those whose id has an odd SHA-256.

        The even ones were used to fit the weights.
        """
        return np.array([index for index, item in enumerate(self.ids) if not is_even(item)], int)


def is_even(item: str) -> bool:
    """Return whether the SHA-256 of an id is even."""
    return hashlib.sha256(item.encode()).digest()[-1] % 2 == 0


def by_score(scores: np.ndarray, own: int, depth: int) -> list[int]:
    """Return the indices of the `depth` highest scores, ties by id (items are in id order).

    The item `own` and items with a score of -inf are excluded.
    """
    order = np.argsort(-scores, kind="stable")
    return [int(i) for i in order[: depth + 1] if i != own and np.isfinite(scores[i])][:depth]


def report_row(
    name: str, meaning: str, rankings: list[list[int]], truth: Truth, baseline: np.ndarray | None
) -> tuple[dict[str, Any], np.ndarray]:
    """Return a report row over the reported queries, and the nDCG of each query.

    Parameters
    ----------
    rankings : list of lists
        For each item of `truth`, the indices of its recommendations.
    baseline : array, optional
        nDCG per query of the row to compare with.
    """
    queries = truth.reported
    gains = np.array([ndcg(rankings[q], truth.relevant[q], truth.depth) for q in queries])
    recalls = [recall(rankings[q], truth.relevant[q], truth.depth) for q in queries]
    mean_z = [float(truth.z[q, rankings[q]].mean()) for q in queries if rankings[q]]
    shown = np.concatenate([np.array(rankings[q], dtype=int) for q in queries])
    row = {
        "name": name,
        "meaning": meaning,
        "ndcg": asdict(bootstrap(gains)),
        "recall": float(np.mean(recalls)),
        "mean_z": float(np.mean(mean_z)) if mean_z else None,
        "coverage": len(np.unique(shown)) / len(truth.ids),
        "median_votes": float(np.median(truth.votes[shown])) if len(shown) else None,
        "difference": None if baseline is None else asdict(bootstrap(gains - baseline)),
    }
    return row, gains
