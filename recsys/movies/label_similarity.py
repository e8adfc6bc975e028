"""Similarity of the labels of two films: genres, keywords, companies, countries, languages."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph


class LabelSimilarity:
    """Cosine of label sets weighted by rarity, for one kind of label of a build.

    The weight of a label is ln(1 + films / films with the label).
    """

    def __init__(self, graph: CreditGraph, kind: str) -> None:
        labels = graph.labels(kind)
        self._labels_of = labels.of_movie
        films = np.maximum(1, np.diff(labels.movies_with.offsets))
        self._square = np.log1p(graph.movie_count / films) ** 2
        running = np.concatenate([[0.0], np.cumsum(self._square[labels.of_movie.targets])])
        offsets = labels.of_movie.offsets
        squares = running[offsets[1:]] - running[offsets[:-1]]
        self._length: npt.NDArray[np.float64] = np.sqrt(np.maximum(squares, 1e-12))

    def __call__(self, seed: int, movies: Ints) -> npt.NDArray[np.float64]:
        """The similarity of films to a seed, 0 to 1; 0 if either has no label."""
        seed_labels = self._labels_of.of(seed)
        if not len(seed_labels):
            return np.zeros(len(movies))
        # From the films to their labels: a common genre has a third of all films.
        shared = np.zeros(len(self._square))
        shared[seed_labels] = self._square[seed_labels]
        index, label = self._labels_of.expand(movies)
        common = np.bincount(index, weights=shared[label], minlength=len(movies))
        return np.asarray(common / (self._length[movies] * self._length[seed]))
