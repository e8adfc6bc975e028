"""Franchises when results are shown: who belongs to whose, and one row for each."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, get_args

import numpy as np

from recsys.errors import InvalidArgument
from recsys.movies.filters import Mask
from recsys.movies.ranking import Ranked
from recsys.store.graph import CreditGraph, Ints

Folding = Literal["group", "keep", "hide"]
"""One row a franchise; a row a film; a row a film without the franchise that is asked about."""

FOLDINGS: tuple[Folding, ...] = get_args(Folding)


class Franchises:
    """The franchises of one build."""

    def __init__(self, graph: CreditGraph) -> None:
        self._graph, self._of = graph, graph.movie_franchise

    def same(self, seed: int, movies: Ints) -> np.ndarray:
        """1 for films of the seed's franchise, else 0."""
        of = int(self._of[seed])
        return np.zeros(len(movies)) if of < 0 else (self._of[movies] == of).astype(np.float64)

    def members(self, movie: int) -> Ints:
        """All films of a film's franchise, itself among them, by year; none where it has none."""
        of = int(self._of[movie])
        if of < 0:
            return np.empty(0, np.int32)
        order, sorted_ = self._in_order
        return order[np.searchsorted(sorted_, of) : np.searchsorted(sorted_, of, side="right")]

    def first(self, movies: Ints) -> np.ndarray:
        """Places of the films that stand first of their franchise, or have none; ascending."""
        of = self._of[movies]
        alone = of < 0
        _, place = np.unique(of[~alone], return_index=True)
        return np.sort(np.concatenate([np.flatnonzero(alone), np.flatnonzero(~alone)[place]]))

    def further(self, ranked: Ranked, mask: Mask) -> list[Ints]:
        """For each film the others of its franchise that may appear, by year."""
        found = [(movie, self.members(movie)) for movie in ranked.movies.tolist()]
        return [members[mask[members] & (members != movie)] for movie, members in found]

    @cached_property
    def _in_order(self) -> tuple[Ints, Ints]:
        """Films that have a franchise by it and by year, and the franchise of each."""
        rows = np.flatnonzero(self._of >= 0).astype(np.int32)
        year = self._graph.movie_year[rows]
        unknown_last = np.where(year > 0, year, np.iinfo(np.int16).max)
        order = rows[np.lexsort((rows, unknown_last, self._of[rows]))]
        return order, self._of[order]


def check_folding(franchises: str) -> None:
    """Refuse what is no way to show franchises.

    Raises
    ------
    InvalidArgument
    """
    if franchises not in FOLDINGS:
        raise InvalidArgument(f"franchises is {franchises!r}, choose {', '.join(FOLDINGS)}.")
