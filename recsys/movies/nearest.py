"""The films nearest to a vector, among those that may appear.

Three ways, by the share of films that may appear (figures in `benchmarks/RESULTS.md`):

- all or many: Chroma is asked for more than is needed, and what may not appear is left out;
- few: an exact product over just their rows;
- whatever is left: an exact product over all rows. It never runs short.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from recsys.movies.filters import Mask
from recsys.store.graph import CreditGraph, Ints
from recsys.store.index import FilmIndex
from recsys.store.vectors import FilmVectors

GATHER_BELOW = 0.02
"""Share of vectors up to which their rows alone are multiplied."""

GATHER_FALLBACK = 0.07
"""The same after Chroma ran short, when only the full product is left to compare with."""

MOST_FROM_CHROMA = 1_500
"""Neighbours above which Chroma is slower than an exact product."""

_SPARE, _AT_LEAST = 1.5, 30
_BLOCK = 65_536
"""Rows multiplied at a time: a result of that size stays in the processor's cache."""


class Nearest:
    """Nearest neighbours by text over one build's vectors."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors, index: FilmIndex) -> None:
        self._graph, self._vectors, self._index = graph, vectors, index

    def films(self, vector: np.ndarray, count: int, mask: Mask | None) -> tuple[Ints, np.ndarray]:
        """Rows of the nearest films and their cosines, best first, ties by id.

        `count` of them, or all there are if fewer may appear. Exact where a part or all of the
        matrix is multiplied, HNSW's approximation where Chroma answers.

        Parameters
        ----------
        vector : float32 array, shape (dimension,), length 1
        mask : bool array or None
            Films that may appear, by row of the film; None for all.
        """
        allowed = None if mask is None else np.flatnonzero(mask[self._vectors.movies])
        total = len(self._vectors.movies)
        passing = total if allowed is None else len(allowed)
        if passing == 0 or count <= 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        share = passing / total
        wanted = min(count, passing)
        if allowed is not None and share <= GATHER_BELOW:
            return self._exact(vector, wanted, allowed)
        found = self._from_chroma(vector, wanted, share, mask)
        if found is not None:
            return found
        if allowed is not None and share <= GATHER_FALLBACK:
            return self._exact(vector, wanted, allowed)
        return self._product(vector, wanted, allowed)

    def warm_up(self) -> None:
        """Begin to open the index in the background."""
        self._index.start()

    def cosines(self, vector: np.ndarray, movies: Ints) -> np.ndarray:
        """Cosine of a vector with given films; NaN for a film without a text."""
        places = np.searchsorted(self._vectors.movies, movies)
        places = np.minimum(places, len(self._vectors.movies) - 1)
        known = self._vectors.movies[places] == movies
        cosines = np.full(len(movies), np.nan, dtype=np.float32)
        cosines[known] = self._vectors.matrix[places[known]] @ vector
        return cosines

    def _from_chroma(
        self, vector: np.ndarray, wanted: int, share: float, mask: Mask | None
    ) -> tuple[Ints, np.ndarray] | None:
        """Chroma's answer, filtered; None when it has none yet or too few of it may appear."""
        asked = wanted if mask is None else math.ceil(wanted / share * _SPARE) + _AT_LEAST
        if asked > MOST_FROM_CHROMA:
            return None
        found = self._index.nearest(vector, asked)
        if found is None:
            return None
        ids, cosines = found
        rows = self._graph.movies["id"].search_sorted(pl.Series(ids)).to_numpy().astype(np.int32)
        if mask is not None:
            kept = mask[rows]
            rows, cosines = rows[kept], cosines[kept]
        if len(rows) < wanted:
            return None
        return _best(rows, cosines, wanted)

    def _exact(self, vector: np.ndarray, wanted: int, rows: np.ndarray) -> tuple[Ints, np.ndarray]:
        return _best(self._vectors.movies[rows], self._vectors.matrix[rows] @ vector, wanted)

    def _product(
        self, vector: np.ndarray, wanted: int, allowed: np.ndarray | None
    ) -> tuple[Ints, np.ndarray]:
        matrix = self._vectors.matrix
        cosines = np.empty(len(matrix), dtype=np.float32)
        for start in range(0, len(matrix), _BLOCK):
            part = slice(start, start + _BLOCK)
            np.matmul(matrix[part], vector, out=cosines[part])
        if allowed is None:
            return _best(self._vectors.movies, cosines, wanted)
        return _best(self._vectors.movies[allowed], cosines[allowed], wanted)


def _best(movies: np.ndarray, cosines: np.ndarray, count: int) -> tuple[Ints, np.ndarray]:
    """The highest cosines, ties by row of the film."""
    if len(cosines) > 4 * count:
        # All that equal the last one are kept, so that the tie is broken by id, not by chance.
        limit = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
        chosen = np.flatnonzero(cosines >= limit)
        movies, cosines = movies[chosen], cosines[chosen]
    order = np.lexsort((movies, -cosines))[:count]
    return np.asarray(movies[order], dtype=np.int32), cosines[order]
