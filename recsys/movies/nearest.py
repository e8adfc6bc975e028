"""The films nearest to a vector, among those that may appear.

Three ways, by the share of films that may appear (figures in `benchmarks/RESULTS.md`):

- all or many: Chroma is asked for more than is needed, and what may not appear is left out;
- few: an exact product over just their rows;
- whatever is left: an exact product over all rows. It never runs short.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from recsys.movies.filters import Mask
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vector_index import VectorIndex
from recsys.store.vectors import FilmVectors

GATHER_BELOW = 0.12
"""Share of vectors up to which their rows alone are multiplied."""

GATHER_FALLBACK = 0.25
"""The same after Chroma ran short, when only the full product is left to compare with."""

MOST_FROM_CHROMA = 1_500
"""Neighbours above which Chroma is slower than an exact product over 334,000 vectors."""

_LEAST_FROM_CHROMA = 200
_VECTORS_A_NEIGHBOUR = 100
"""In a smaller catalogue: so many vectors are multiplied in the time that Chroma takes for one more
neighbour. A screenful of neighbours comes from Chroma everywhere."""

_AT_LEAST = 160
"""Neighbours that may appear, as many as Chroma should find at least: of just 20 it misses one in
forty, of the 20 best among 160 one in two hundred, for a millisecond."""

_FEW = 60_000
"""Vectors that are all multiplied in three milliseconds."""

_SPARE = 30
_OPPOSED = 0.7
"""Share of the neighbours expected to pass below which a mask counts as opposed."""

_GATHERED = 512
"""Rows gathered at a time, into memory that stays in the cache: at once, it takes four times as
long."""


class Nearest:
    """Nearest neighbours by text over one build's vectors."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors, index: VectorIndex) -> None:
        self._graph, self._vectors, self._index = graph, vectors, index

    def films(
        self, vector: np.ndarray, count: int, mask: Mask | None, seed: int | None = None
    ) -> tuple[Ints, np.ndarray]:
        """Rows of the nearest films and their cosines, best first, ties by id.

        `count` of them, or all there are if fewer may appear. Exact where a part or all of the
        matrix is multiplied, HNSW's approximation where Chroma answers.

        Parameters
        ----------
        vector : float32 array, shape (dimension,), length 1
        mask : bool array or None
            Films that may appear, by row of the film; None for all.
        seed : int, optional
            Row of the film whose vector it is; where Chroma misses that one, it is not trusted.
        """
        allowed = None if mask is None else mask[self._vectors.movies]
        total = len(self._vectors.movies)
        passing = total if allowed is None else int(np.count_nonzero(allowed))
        if passing == 0 or count <= 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        share = passing / total
        wanted = min(count, passing)
        if allowed is not None and share <= GATHER_BELOW:
            return self._exact(vector, wanted, np.flatnonzero(allowed))
        found = self._from_chroma(vector, wanted, share, mask, seed)
        if found is not None:
            return found
        if allowed is not None and share <= GATHER_FALLBACK:
            return self._exact(vector, wanted, np.flatnonzero(allowed))
        return self._product(vector, wanted, allowed)

    def affordable(self, mask: Mask) -> int:
        """How many films `films` can name without multiplying very many vectors."""
        allowed = int(np.count_nonzero(mask[self._vectors.movies]))
        share = allowed / len(self._vectors.movies)
        if share <= GATHER_BELOW or len(self._vectors.movies) <= _FEW:
            return allowed
        return math.floor((self._most_from_chroma - _SPARE) * share / _spare_factor(share))

    def warm_up(self) -> None:
        """Begin to open the index in the background."""
        self._index.start()

    def cosines(self, vector: np.ndarray, movies: Ints) -> np.ndarray:
        """Cosine of a vector with given films; NaN for a film without a text."""
        places, known = self._places(movies)
        cosines = np.full(len(movies), np.nan, dtype=np.float32)
        cosines[known] = self._gathered(vector, places[known])
        return cosines

    def products(self, seeds: Sequence[int], movies: Ints) -> np.ndarray:
        """Cosines of several films with others in one product, 0 where one has no text.

        Shape (seeds, movies), float64. The last bits depend on how many are multiplied.
        """
        cosines = np.zeros((len(seeds), len(movies)))
        rows, ours = self._places(np.array(seeds, dtype=np.int32))
        places, theirs = self._places(movies)
        matrix = self._vectors.matrix
        cosines[np.ix_(ours, theirs)] = matrix[rows[ours]] @ matrix[places[theirs]].T
        return cosines

    def _places(self, movies: Ints) -> tuple[np.ndarray, Mask]:
        """Rows of the matrix for films, and which of the films have one."""
        places = np.searchsorted(self._vectors.movies, movies)
        places = np.minimum(places, len(self._vectors.movies) - 1)
        return places, self._vectors.movies[places] == movies

    def _from_chroma(
        self,
        vector: np.ndarray,
        wanted: int,
        share: float,
        mask: Mask | None,
        seed: int | None,
    ) -> tuple[Ints, np.ndarray] | None:
        """Chroma's answer, filtered; None when it has none yet or too few of it may appear.

        Far fewer than their share means that the mask is opposed to the vector: the films that
        are wanted are far ones, among which HNSW misses many. And of some clusters it finds
        nothing at all (3 in 1,000 seeds, measured): then the seed itself is not found, either.
        """
        needed = math.ceil(wanted / share * _spare_factor(share)) + _SPARE
        if needed > self._most_from_chroma:
            return None
        found = self._index.nearest(vector, max(needed, math.ceil(_AT_LEAST / share)))
        if found is None:
            return None
        rows = self._rows(found)
        if seed is not None and seed not in rows:
            return None
        if mask is not None:
            rows = rows[mask[rows]]
        if len(rows) < max(wanted, _OPPOSED * share * len(found)):
            return None
        return self._exact(vector, wanted, np.searchsorted(self._vectors.movies, rows))

    @property
    def _most_from_chroma(self) -> int:
        most = len(self._vectors.movies) // _VECTORS_A_NEIGHBOUR
        return min(max(most, _LEAST_FROM_CHROMA), MOST_FROM_CHROMA)

    def _rows(self, films: list[str]) -> Ints:
        """Rows of films by their ids; an id that has no vector here has none."""
        asked = np.array([film.encode() for film in films], dtype=np.bytes_)
        places = np.minimum(np.searchsorted(self._ids, asked), len(self._ids) - 1)
        return np.asarray(self._vectors.movies[places[self._ids[places] == asked]])

    @cached_property
    def _ids(self) -> np.ndarray:
        """Ids of the films that have a vector, as bytes of one width, in the order of rows.

        A few MB, but looked up in a third of the time that the column takes.
        """
        ids = self._graph.movies["id"].gather(self._vectors.movies)
        return np.array([film.encode() for film in ids.to_list()])

    def _exact(
        self, vector: np.ndarray, wanted: int, places: np.ndarray
    ) -> tuple[Ints, np.ndarray]:
        """The best of chosen rows of the matrix."""
        return self._best(places, self._gathered(vector, places), wanted)

    def _gathered(self, vector: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Cosines of chosen rows of the matrix."""
        matrix = self._vectors.matrix
        cosines = np.empty(len(places), dtype=np.float32)
        block = np.empty((min(_GATHERED, len(places)), matrix.shape[1]), dtype=np.float32)
        for start in range(0, len(places), _GATHERED):
            part = places[start : start + _GATHERED]
            # Clipped, as NumPy writes into `out` without a copy only then; all rows are in range.
            found = np.take(matrix, part, axis=0, out=block[: len(part)], mode="clip")
            _cosines(found, vector, out=cosines[start : start + len(part)])
        return cosines

    def _product(
        self, vector: np.ndarray, wanted: int, allowed: Mask | None
    ) -> tuple[Ints, np.ndarray]:
        cosines = _cosines(self._vectors.matrix, vector)
        if allowed is None:
            return self._best(np.arange(len(cosines)), cosines, wanted)
        return self._best(np.flatnonzero(allowed), cosines[allowed], wanted)

    def _best(self, places: np.ndarray, cosines: np.ndarray, count: int) -> tuple[Ints, np.ndarray]:
        """Films of the highest cosines among rows of the matrix, ties by row of the film."""
        if len(cosines) > count:
            limit = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
            chosen = cosines >= limit
            places, cosines = places[chosen], cosines[chosen]
        movies = self._vectors.movies[places]
        order = np.lexsort((movies, -cosines))[:count]
        return np.asarray(movies[order], dtype=np.int32), cosines[order]


def _cosines(matrix: np.ndarray, vector: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Row by row, so that each depends on its two vectors alone, to the last bit.

    As fast as `matrix @ vector`, which is bound by memory, too, and wakes a thread a core for it:
    beside other questions those wait for one another, ten times as long as they work.
    """
    return np.asarray(np.vecdot(matrix, vector, out=out))


def _spare_factor(share: float) -> float:
    """Times as many neighbours as should do: of a narrow mask they stand unevenly."""
    return 3 - 1.5 * share
