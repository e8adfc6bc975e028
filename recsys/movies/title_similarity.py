"""How alike two titles are: what is left of a franchise where nobody came back."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Labels
from recsys.util.cache import cached_method

FEWEST_FILMS = 10_000
"""A smaller catalogue is a choice from the world's films: words are as rare as among so many."""

CALLED_SO = 30
"""Films of as like a title at which the similarity is halved: of hundreds called Home few belong
together."""

_MOST = 1_000
_CACHED = 64


class TitleSimilarity:
    """Similarity of titles over one build."""

    def __init__(self, graph: CreditGraph) -> None:
        self._graph, self._count = graph, graph.movie_count
        # Candidates and terms ask for the same seed.
        self.similar = cached_method(self._similar, _CACHED)

    def _similar(self, seed: int) -> tuple[Ints, np.ndarray]:
        """Films whose title is most like the seed's and their similarity, above 0 to 1.

        similarity(m) = cos(m) / (1 + n(m) / 30): cos is the cosine of the words weighted by
        ln(1 + films / films with the word), n the number of films with at least that cosine.
        Rows of films ascend; the seed is not among them, nor are those after the first thousand,
        of a similarity below 0.03.
        """
        ours = self._words.of_movie.of(seed)
        owner, movie = self._words.movies_with.expand(ours)
        common = np.bincount(movie, weights=self._weight[ours[owner]] ** 2, minlength=self._count)
        common[seed] = 0
        movies = np.flatnonzero(common)
        cosine = common[movies] / (self._length[movies] * self._length[seed])
        # Sums in another order may differ in the last bit, and equals are counted.
        cosine = np.round(cosine, 9)
        if len(cosine) > _MOST:
            near = cosine >= np.partition(cosine, len(cosine) - _MOST)[len(cosine) - _MOST]
            movies, cosine = movies[near], cosine[near]
        at_least = len(cosine) - np.searchsorted(np.sort(cosine), cosine)
        return movies.astype(np.int32), cosine / (1 + at_least / CALLED_SO)

    @cached_property
    def _words(self) -> Labels:
        return self._graph.labels("title_words")

    @cached_property
    def _weight(self) -> npt.NDArray[np.float64]:
        """By row of a word."""
        films = self._words.movies_with.counts(np.arange(len(self._words.names)))
        return np.log1p(max(self._count, FEWEST_FILMS) / films)

    @cached_property
    def _length(self) -> npt.NDArray[np.float64]:
        """Of the vector of each film's words."""
        words = self._words.of_movie
        movie, word = words.expand(np.arange(self._count, dtype=np.int32))
        squares = np.bincount(movie, weights=self._weight[word] ** 2, minlength=self._count)
        return np.sqrt(squares)
