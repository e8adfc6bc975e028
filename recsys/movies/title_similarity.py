"""Title similarity, which links a franchise's films even if they share no people."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Labels
from recsys.util.cache import cached_method

MIN_FILM_COUNT = 10_000
"""Smaller catalogues are samples, so word rarity is computed as if they had this many films."""

NAMESAKES_AT_HALF = 30
"""Number of equally similar titles that halves the similarity: hundreds of films called Home are
unrelated."""

_MAX_SIMILAR = 1_000
_CACHED_SEEDS = 64


class TitleSimilarity:
    """Title similarity over one build."""

    def __init__(self, graph: CreditGraph) -> None:
        self._graph, self._count = graph, graph.movie_count
        # Candidates and terms query the same seed.
        self.similar = cached_method(self._similar, _CACHED_SEEDS)

    def _similar(self, seed: int) -> tuple[Ints, np.ndarray]:
        """Return the films with the most similar titles, and their similarity (0, 1].

        similarity(m) = cos(m) / (1 + n(m) / 30), where cos is the cosine of the words weighted by
        ln(1 + films / films with the word), and n the number of films with at least that cosine.
        Film rows are ascending and exclude the seed. Beyond the first thousand films, where the
        similarity is below 0.03, none are returned.
        """
        words = self._words.of_movie.of(seed)
        owner, movie = self._words.movies_with.expand(words)
        common = np.bincount(movie, weights=self._weight[words[owner]] ** 2, minlength=self._count)
        common[seed] = 0
        movies = np.flatnonzero(common)
        cosine = common[movies] / (self._length[movies] * self._length[seed])
        # Summation order may change the last bit, and equal cosines are counted below.
        cosine = np.round(cosine, 9)
        if len(cosine) > _MAX_SIMILAR:
            near = (
                cosine
                >= np.partition(cosine, len(cosine) - _MAX_SIMILAR)[len(cosine) - _MAX_SIMILAR]
            )
            movies, cosine = movies[near], cosine[near]
        at_least = len(cosine) - np.searchsorted(np.sort(cosine), cosine)
        return movies.astype(np.int32), cosine / (1 + at_least / NAMESAKES_AT_HALF)

    @cached_property
    def _words(self) -> Labels:
        return self._graph.labels("title_words")

    @cached_property
    def _weight(self) -> npt.NDArray[np.float64]:
        """Weight of each word."""
        films = self._words.movies_with.counts(np.arange(len(self._words.names)))
        return np.log1p(max(self._count, MIN_FILM_COUNT) / films)

    @cached_property
    def _length(self) -> npt.NDArray[np.float64]:
        """Length of each film's word vector."""
        words = self._words.of_movie
        movie, word = words.expand(np.arange(self._count, dtype=np.int32))
        squares = np.bincount(movie, weights=self._weight[word] ** 2, minlength=self._count)
        return np.sqrt(squares)
