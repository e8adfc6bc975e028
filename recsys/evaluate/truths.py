"""What people say about likeness: judged pairs of films, and each film's nearest films.

Every truth has halves. Weights may be fitted on the first half alone, figures are reported on the
second: seeds by the parity of the SHA-256 of their id, users of likes in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from recsys.evaluate.rankings import is_even

Half = Literal["all", "fit", "report"]
HALVES: tuple[Half, ...] = ("all", "fit", "report")

RELEVANT = 20
"""Films that are relevant for a seed."""

MAX_SEEDS = 1_500
"""Seeds measured per truth; of more, those with the lowest SHA-256 are taken."""


@dataclass(frozen=True)
class Source:
    """Where a truth comes from.

    Attributes
    ----------
    name : str
        File name.
    sha256 : str
    rows, used : int
        Rows of the file, and those about films of the catalogue.
    terms, citation : str
        Terms of use and citation; empty if unknown.
    """

    name: str
    sha256: str
    rows: int
    used: int
    terms: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Judgements:
    """Graded pairs of films, one entry per pair.

    Attributes
    ----------
    seed, film : int64 arrays, shape (pairs,)
        Rows of the films in the graph.
    grade : float array, shape (pairs,)
        Higher is more similar; the lowest stands for "not similar".
    """

    source: Source
    seed: np.ndarray
    film: np.ndarray
    grade: np.ndarray

    @property
    def kind(self) -> str:
        """`grades` if there are more than two of them, else `judgements`."""
        return "judgements" if len(np.unique(self.grade)) == 2 else "grades"


@dataclass(frozen=True)
class Neighbours:
    """For each seed the films that people put nearest to it.

    Attributes
    ----------
    seeds : int64 array, shape (seeds,)
        Rows of the films in the graph.
    films : int64 array, shape (films,)
        Rows of the films that are ranked for each other, ascending.
    relevant : int64 array, shape (seeds, RELEVANT)
        Rows of the relevant films, -1 where a seed has fewer.
    users : int
        Number of users whose likes these are; 0 for other kinds.
    cohorts : int
        Number of cohorts of users by time within which chance is computed; 0 for other kinds.
    """

    seeds: np.ndarray
    films: np.ndarray
    relevant: np.ndarray
    users: int = 0
    cohorts: int = 0

    def only(self, chosen: np.ndarray) -> Neighbours:
        """Return the neighbours of the chosen seeds, given as a mask or as indices."""
        return replace(self, seeds=self.seeds[chosen], relevant=self.relevant[chosen])


@dataclass(frozen=True)
class NeighbourTruth:
    """Nearest films by tags, by tag genome or by likes, for each half."""

    source: Source
    kind: str
    halves: Mapping[Half, Neighbours]


Truth = Judgements | NeighbourTruth


def halves_of(neighbours: Neighbours, ids: Callable[[int], str]) -> dict[Half, Neighbours]:
    """Split neighbours by the parity of their seeds' ids."""
    even = np.array([is_even(ids(seed)) for seed in neighbours.seeds.tolist()], dtype=bool)
    return {"all": neighbours, "fit": neighbours.only(even), "report": neighbours.only(~even)}


def nearest(similarity: np.ndarray, seeds: np.ndarray, films: np.ndarray) -> np.ndarray:
    """Return the `RELEVANT` most similar films of each seed, best first, ties by row.

    Parameters
    ----------
    similarity : float array, shape (seeds, films)
        -inf for films that may not be relevant.
    seeds, films : int arrays
        Rows in the graph; a seed is not relevant for itself.

    Returns
    -------
    int64 array, shape (seeds, RELEVANT)
        Rows of films, -1 for places that remain empty.
    """
    similarity = np.where(seeds[:, None] == films[None, :], -np.inf, similarity)
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :RELEVANT]
    relevant = np.where(np.isneginf(np.take_along_axis(similarity, order, 1)), -1, films[order])
    found = np.full((len(seeds), RELEVANT), -1, dtype=np.int64)
    found[:, : relevant.shape[1]] = relevant
    return found
