"""Which films belong to one franchise."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints


class Franchises:
    """The franchises of one build."""

    def __init__(self, movie_franchise: Ints, movie_year: npt.NDArray[np.int16]) -> None:
        self._of, self._year = movie_franchise, movie_year

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

    def further(self, movies: Ints, mask: npt.NDArray[np.bool_]) -> list[Ints]:
        """For each film the others of its franchise that the mask allows, by year."""
        found = [(movie, self.members(movie)) for movie in movies.tolist()]
        return [members[mask[members] & (members != movie)] for movie, members in found]

    @cached_property
    def _in_order(self) -> tuple[Ints, Ints]:
        """Films that have a franchise by it and by year, and the franchise of each."""
        rows = np.flatnonzero(self._of >= 0).astype(np.int32)
        year = self._year[rows]
        unknown_last = np.where(year > 0, year, np.iinfo(np.int16).max)
        order = rows[np.lexsort((rows, unknown_last, self._of[rows]))]
        return order, self._of[order]
