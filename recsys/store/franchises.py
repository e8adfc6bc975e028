"""Films by franchise."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints


class Franchises:
    """The franchises of one build."""

    def __init__(self, movie_franchise: Ints, movie_year: npt.NDArray[np.int16]) -> None:
        self._franchise, self._year = movie_franchise, movie_year

    def same_franchise(self, seed: int, movies: Ints) -> np.ndarray:
        """1 for each film in the seed's franchise, else 0; float64, shape (movies,)."""
        franchise = int(self._franchise[seed])
        if franchise < 0:
            return np.zeros(len(movies))
        return np.asarray(self._franchise[movies] == franchise, np.float64)

    def members(self, movie: int) -> Ints:
        """All films of the film's franchise by year, itself included; empty if it has none."""
        franchise = int(self._franchise[movie])
        if franchise < 0:
            return np.empty(0, np.int32)
        rows, franchises = self._sorted
        start = np.searchsorted(franchises, franchise)
        return rows[start : np.searchsorted(franchises, franchise, side="right")]

    def first_indices(self, movies: Ints) -> np.ndarray:
        """Ascending indices of each franchise's first film, and of films without a franchise."""
        franchise = self._franchise[movies]
        alone = franchise < 0
        _, first = np.unique(franchise[~alone], return_index=True)
        return np.sort(np.concatenate([np.flatnonzero(alone), np.flatnonzero(~alone)[first]]))

    def other_members(self, movies: Ints, mask: npt.NDArray[np.bool_]) -> list[Ints]:
        """For each film, the other films of its franchise that the mask allows, by year."""
        pairs = [(movie, self.members(movie)) for movie in movies.tolist()]
        return [members[mask[members] & (members != movie)] for movie, members in pairs]

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        """Films with a franchise, sorted by franchise and year, and the franchise of each."""
        rows = np.flatnonzero(self._franchise >= 0).astype(np.int32)
        year = self._year[rows]
        unknown_last = np.where(year > 0, year, np.iinfo(np.int16).max)
        rows = rows[np.lexsort((rows, unknown_last, self._franchise[rows]))]
        return rows, self._franchise[rows]
