"""Nearest-neighbour search over film vectors, restricted to the films a mask allows.

The share of allowed films decides the method (figures in `benchmarks/RESULTS.md`):

- most films: query Chroma for more neighbours than needed and drop those the mask excludes;
- few films: compute the exact product over their rows only;
- otherwise: compute the exact product over all rows, which never returns too few films.
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
"""Share of allowed vectors up to which only their rows are multiplied."""

GATHER_FALLBACK = 0.25
"""The same share after Chroma returned too few films, when the full product is the alternative."""

MAX_FROM_CHROMA = 1_500
"""Above this many neighbours, Chroma is slower than an exact product over 334,000 vectors."""

_MIN_FROM_CHROMA = 200
_VECTORS_PER_NEIGHBOUR = 100
"""Vectors multiplied in the time Chroma takes for one more neighbour; this lowers the limit in
small catalogues. One screenful of neighbours comes from Chroma in any catalogue."""

_MIN_ALLOWED = 160
"""Allowed neighbours to request from Chroma. Of exactly 20 it misses one in forty; of the best 20
among 160, one in two hundred, for one millisecond more."""

_SMALL = 60_000
"""Vectors in a catalogue small enough to multiply all of them within three milliseconds."""

_SPARE = 30
_OPPOSED = 0.7
"""A mask is opposed to the vector if it passes less than this share of the expected neighbours."""

_BLOCK_ROWS = 512
"""Rows gathered per block, so that the block stays in the CPU cache: gathering all rows at once
takes four times as long."""


class Nearest:
    """Nearest-neighbour search by text over the vectors of one build."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors, index: VectorIndex) -> None:
        self._graph, self._vectors, self._index = graph, vectors, index

    def films(
        self, vector: np.ndarray, count: int, mask: Mask | None, seed: int | None = None
    ) -> tuple[Ints, np.ndarray]:
        """Return the rows and cosines of the nearest films, best first, ties by id.

        The result has `count` films, or all allowed films if there are fewer. It is exact unless
        it comes from Chroma, whose HNSW index is approximate.

        Parameters
        ----------
        vector : float32 array, shape (dimension,), length 1
        mask : bool array or None
            Allowed films, by film row; None allows all.
        seed : int, optional
            Film row that `vector` belongs to. If Chroma misses that film, its result is discarded.
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
        result = self._from_chroma(vector, wanted, share, mask, seed)
        if result is not None:
            return result
        if allowed is not None and share <= GATHER_FALLBACK:
            return self._exact(vector, wanted, np.flatnonzero(allowed))
        return self._product(vector, wanted, allowed)

    def cheap_count(self, mask: Mask) -> int:
        """Return how many films `films` can return without multiplying very many vectors."""
        allowed = int(np.count_nonzero(mask[self._vectors.movies]))
        share = allowed / len(self._vectors.movies)
        if share <= GATHER_BELOW or len(self._vectors.movies) <= _SMALL:
            return allowed
        return math.floor((self._max_from_chroma - _SPARE) * share / _spare_factor(share))

    def warm_up(self) -> None:
        """Start opening the index in the background."""
        self._index.start()

    def cosines(self, vector: np.ndarray, movies: Ints) -> np.ndarray:
        """Return a vector's cosine with each film, float32; NaN for films without a text."""
        rows, has_vector = self._vector_rows(movies)
        cosines = np.full(len(movies), np.nan, dtype=np.float32)
        cosines[has_vector] = self._gather_cosines(vector, rows[has_vector])
        return cosines

    def centred_cosines(self, vector: np.ndarray, movies: Ints) -> np.ndarray:
        """Return the cosine of a centred vector with each film's centred vector, as `cosines`.

        With the centre c and n = |v - c|, it is (u · v - u · c) / n for a film's vector v and the
        centred vector u. So the matrix, and the index over it, hold the plain vectors.
        """
        rows, has_vector = self._vector_rows(movies)
        cosines = np.full(len(movies), np.nan, dtype=np.float32)
        rows = rows[has_vector]
        products = self._gather_cosines(vector, rows)
        shift = np.float32(vector @ self._vectors.centre)
        cosines[has_vector] = (products - shift) / self._vectors.norms[rows]
        return cosines

    def centred_products(self, seeds: Sequence[int], movies: Ints) -> np.ndarray:
        """Return the centred cosines of all seeds with all films from one matrix product.

        Float64, shape (seeds, movies); 0 where a film has no text. The last bits depend on the
        number of films multiplied.
        """
        cosines = np.zeros((len(seeds), len(movies)))
        seed_rows, seed_has_vector = self._vector_rows(np.array(seeds, dtype=np.int32))
        movie_rows, movie_has_vector = self._vector_rows(movies)
        matrix = self._vectors.matrix
        seed_rows, movie_rows = seed_rows[seed_has_vector], movie_rows[movie_has_vector]
        queries = self._vectors.centred(matrix[seed_rows])
        product = queries @ matrix[movie_rows].T
        product -= (queries @ self._vectors.centre)[:, None]
        product /= self._vectors.norms[movie_rows]
        cosines[np.ix_(seed_has_vector, movie_has_vector)] = product
        return cosines

    def _vector_rows(self, movies: Ints) -> tuple[np.ndarray, Mask]:
        """Return the films' matrix rows, and the mask of films that have one."""
        rows = np.searchsorted(self._vectors.movies, movies)
        rows = np.minimum(rows, len(self._vectors.movies) - 1)
        return rows, self._vectors.movies[rows] == movies

    def _from_chroma(
        self,
        vector: np.ndarray,
        wanted: int,
        share: float,
        mask: Mask | None,
        seed: int | None,
    ) -> tuple[Ints, np.ndarray] | None:
        """Return Chroma's filtered result, or None if it is not ready or not good enough.

        If far fewer neighbours pass than expected, the mask is opposed to the vector: the allowed
        films are distant, and HNSW misses many of those. HNSW also misses some clusters entirely
        (3 in 1,000 seeds, measured); the seed is then missing from the result, too.
        """
        needed = math.ceil(wanted / share * _spare_factor(share)) + _SPARE
        if needed > self._max_from_chroma:
            return None
        neighbours = self._index.nearest(vector, max(needed, math.ceil(_MIN_ALLOWED / share)))
        if neighbours is None:
            return None
        rows = self._film_rows(neighbours)
        if seed is not None and seed not in rows:
            return None
        if mask is not None:
            rows = rows[mask[rows]]
        if len(rows) < max(wanted, _OPPOSED * share * len(neighbours)):
            return None
        return self._exact(vector, wanted, np.searchsorted(self._vectors.movies, rows))

    @property
    def _max_from_chroma(self) -> int:
        limit = len(self._vectors.movies) // _VECTORS_PER_NEIGHBOUR
        return min(max(limit, _MIN_FROM_CHROMA), MAX_FROM_CHROMA)

    def _film_rows(self, films: list[str]) -> Ints:
        """Return the film rows of ids, skipping ids without a vector."""
        ids = np.array([film.encode() for film in films], dtype=np.bytes_)
        rows = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return np.asarray(self._vectors.movies[rows[self._ids[rows] == ids]])

    @cached_property
    def _ids(self) -> np.ndarray:
        """Ids of the films with a vector, as fixed-width bytes in row order.

        It takes a few MB and makes a look-up three times as fast as in the column.
        """
        ids = self._graph.movies["id"].gather(self._vectors.movies)
        return np.array([film.encode() for film in ids.to_list()])

    def _exact(self, vector: np.ndarray, wanted: int, rows: np.ndarray) -> tuple[Ints, np.ndarray]:
        """Return the nearest films among the given matrix rows."""
        return self._best(rows, self._gather_cosines(vector, rows), wanted)

    def _gather_cosines(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return a vector's cosine with each of the given matrix rows."""
        matrix = self._vectors.matrix
        cosines = np.empty(len(rows), dtype=np.float32)
        block = np.empty((min(_BLOCK_ROWS, len(rows)), matrix.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), _BLOCK_ROWS):
            part = rows[start : start + _BLOCK_ROWS]
            # Only with "clip" does NumPy write into `out` without a copy; all rows are in range.
            gathered = np.take(matrix, part, axis=0, out=block[: len(part)], mode="clip")
            _cosines(gathered, vector, out=cosines[start : start + len(part)])
        return cosines

    def _product(
        self, vector: np.ndarray, wanted: int, allowed: Mask | None
    ) -> tuple[Ints, np.ndarray]:
        cosines = _cosines(self._vectors.matrix, vector)
        if allowed is None:
            return self._best(np.arange(len(cosines)), cosines, wanted)
        return self._best(np.flatnonzero(allowed), cosines[allowed], wanted)

    def _best(self, rows: np.ndarray, cosines: np.ndarray, count: int) -> tuple[Ints, np.ndarray]:
        """Return the films with the highest cosines among matrix rows, ties by film row."""
        if len(cosines) > count:
            limit = np.partition(cosines, len(cosines) - count)[len(cosines) - count]
            chosen = cosines >= limit
            rows, cosines = rows[chosen], cosines[chosen]
        movies = self._vectors.movies[rows]
        order = np.lexsort((movies, -cosines))[:count]
        return np.asarray(movies[order], dtype=np.int32), cosines[order]


def _cosines(matrix: np.ndarray, vector: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Return the cosine of each row with a vector; each result depends on its two vectors only.

    It is as fast as `matrix @ vector`, which is memory-bound as well but starts one thread per
    core. Under concurrent queries those threads wait ten times as long as they work.
    """
    return np.asarray(np.vecdot(matrix, vector, out=out))


def _spare_factor(share: float) -> float:
    """Return the oversampling factor; a narrow mask passes neighbours unevenly."""
    return 3 - 1.5 * share
