"""Rankings of queries to rows of the report: metrics, intervals, differences from a baseline."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from recsys.evaluate.metrics import bootstrap, ndcg, recall

NO_DATA = "no data, so in the order of ids"
"""Meaning of a row that ranks by a term for which the build has nothing."""


@dataclass(frozen=True)
class Truth:
    """What is asked and what would be right.

    Attributes
    ----------
    rows : int32 array, shape (items,)
        Rows of the films or directors in the graph, ascending.
    ids : list of str
    relevant : list of sets of int
        For each item, places of the items that are relevant to it.
    z : array, shape (items, items)
        How much more often two are liked together than by chance.
    votes : array, shape (items,)
        How well known each is.
    depth : int
        Places that count.
    """

    rows: np.ndarray
    ids: list[str]
    relevant: list[frozenset[int]]
    z: np.ndarray
    votes: np.ndarray
    depth: int

    @property
    def measurable(self) -> bool:
        """Whether there is a query to report, and more to choose from than places that count."""
        return len(self.ids) > self.depth and len(self.reported) > 0

    @property
    def reported(self) -> np.ndarray:
        """Places of the queries that are reported: those whose id has an odd SHA-256.

        Weights were fitted on the even ones.
        """
        return np.array([place for place, item in enumerate(self.ids) if not is_even(item)], int)


def is_even(item: str) -> bool:
    """Whether the SHA-256 of an id is an even number."""
    return hashlib.sha256(item.encode()).digest()[-1] % 2 == 0


def by_score(scores: np.ndarray, own: int, depth: int) -> list[int]:
    """The first places by a score each, ties by id (items are in the order of ids).

    The item itself and those with a score of -inf are left out.
    """
    order = np.argsort(-scores, kind="stable")
    return [int(p) for p in order[: depth + 1] if p != own and np.isfinite(scores[p])][:depth]


def report_row(
    name: str, meaning: str, rankings: list[list[int]], truth: Truth, baseline: np.ndarray | None
) -> tuple[dict[str, Any], np.ndarray]:
    """One row of the report over the reported queries, and its nDCG query by query.

    Parameters
    ----------
    rankings : list of lists
        For each item of `truth`, the places recommended for it.
    baseline : array, optional
        nDCG query by query of the row that the difference is taken from.
    """
    queries = truth.reported
    gains = np.array([ndcg(rankings[q], truth.relevant[q], truth.depth) for q in queries])
    found = [recall(rankings[q], truth.relevant[q], truth.depth) for q in queries]
    together = [float(truth.z[q, rankings[q]].mean()) for q in queries if rankings[q]]
    shown = np.concatenate([np.array(rankings[q], dtype=int) for q in queries])
    row = {
        "name": name,
        "meaning": meaning,
        "ndcg": asdict(bootstrap(gains)),
        "recall": float(np.mean(found)),
        "mean_z": float(np.mean(together)) if together else None,
        "coverage": len(np.unique(shown)) / len(truth.ids),
        "median_votes": float(np.median(truth.votes[shown])) if len(shown) else None,
        "difference": None if baseline is None else asdict(bootstrap(gains - baseline)),
    }
    return row, gains
