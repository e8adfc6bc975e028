"""Films worth ranking for a seed: near by text, people, genre, era and title; its franchise."""

from __future__ import annotations

import numpy as np

from recsys.movies.filters import Mask
from recsys.movies.nearest import Nearest
from recsys.movies.title_similarity import TitleSimilarity
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

BY_TEXT = 400
BY_PEOPLE = 1_500
BY_GENRE = 200
BY_TITLE = 100
"""Candidates of each kind for one seed, at most."""

FEW_SEEDS = 8
"""Seeds up to which each has candidates of its own; more are asked about as one, by their mean."""

_ERA = 10


class Candidates:
    """Candidates over one build; a film with a poor text, or none, is found by the other ways."""

    def __init__(
        self,
        graph: CreditGraph,
        titles: TitleSimilarity,
        vectors: FilmVectors | None,
        nearest: Nearest | None,
    ) -> None:
        self._graph, self._vectors, self._nearest = graph, vectors, nearest
        self._franchises = graph.franchises
        self._titles = titles

    def of(
        self, seeds: list[int], count: int, mask: Mask, shares: np.ndarray | None = None
    ) -> Ints:
        """Rows of candidates for all seeds, ascending; at least `count` where so many may appear.

        The seeds themselves must be left out by the mask. `shares` says how much each counts.
        """
        if len(seeds) > FEW_SEEDS:
            found = self._of_many(seeds, count, mask, shares)
        else:
            found = [rows for seed in seeds for rows in self._of_one(seed, count, mask)]
        rows = np.unique(np.concatenate(found)).astype(np.int32)
        if len(rows) < count:
            rows = np.union1d(rows, self._best_known(np.flatnonzero(mask), count))
        return np.asarray(rows, dtype=np.int32)

    def _of_one(self, seed: int, count: int, mask: Mask) -> list[Ints]:
        return [
            self._by_text(seed, count, mask),
            self._by_people([seed], mask),
            self._by_genre(seed, mask),
            self._by_franchise(seed, mask),
            self._by_title(seed, mask),
        ]

    def _of_many(
        self, seeds: list[int], count: int, mask: Mask, shares: np.ndarray | None
    ) -> list[Ints]:
        """Near to all seeds together: a score is a mean over them, and so is its text term."""
        weights = np.ones(len(seeds)) if shares is None else shares
        return [
            self._by_mean_text(seeds, weights, max(FEW_SEEDS * BY_TEXT // 2, count), mask),
            self._by_people(seeds, mask),
            self._best_known(np.flatnonzero(mask), FEW_SEEDS * BY_GENRE),
            *(self._by_franchise(seed, mask) for seed in seeds),
        ]

    def _by_mean_text(self, seeds: list[int], weights: np.ndarray, count: int, mask: Mask) -> Ints:
        if self._vectors is None or self._nearest is None:
            return np.empty(0, np.int32)
        known = [(row, weight) for seed, weight in zip(seeds, weights.tolist(), strict=True)
                 if (row := self._vectors.row_of(seed)) is not None]  # fmt: skip
        if not known:
            return np.empty(0, np.int32)
        rows, shares = map(np.array, zip(*known, strict=True))
        mean = shares @ np.asarray(self._vectors.matrix[rows], dtype=np.float64)
        length = max(float(np.linalg.norm(mean)), 1e-12)
        return self._nearest.films((mean / length).astype(np.float32), count, mask)[0]

    def _by_text(self, seed: int, count: int, mask: Mask) -> Ints:
        """`count` at least, and up to `BY_TEXT` if that costs little."""
        row = None if self._vectors is None else self._vectors.row_of(seed)
        if row is None or self._vectors is None or self._nearest is None:
            return np.empty(0, np.int32)
        vector = np.asarray(self._vectors.matrix[row])
        most = max(count, min(BY_TEXT, self._nearest.affordable(mask)))
        return self._nearest.films(vector, most, mask, seed)[0]

    def _by_franchise(self, seed: int, mask: Mask) -> Ints:
        """All of the seed's franchise."""
        members = self._franchises.members(seed)
        return members[mask[members]]

    def _by_title(self, seed: int, mask: Mask) -> Ints:
        """Those of the most like titles, ties by row."""
        movies, similarity = self._titles.similar(seed)
        may = mask[movies]
        movies, similarity = movies[may], similarity[may]
        return movies[np.lexsort((movies, -similarity))[:BY_TITLE]]

    def _by_people(self, seeds: list[int], mask: Mask) -> Ints:
        """Films that share most people with the seeds, their directors included."""
        graph, ours = self._graph, np.array(seeds, dtype=np.int32)
        _, films = graph.person_movies.expand(graph.movie_people.expand(ours)[1])
        _, directed = graph.director_movies.expand(graph.movie_directors.expand(ours)[1])
        shared = np.bincount(np.concatenate([films, directed]), minlength=graph.movie_count)
        rows = np.flatnonzero((shared > 0) & mask)
        if len(rows) <= BY_PEOPLE:
            return rows.astype(np.int32)
        order = np.lexsort((rows, -graph.movie_votes[rows], -shared[rows]))
        return rows[order[:BY_PEOPLE]].astype(np.int32)

    def _by_genre(self, seed: int, mask: Mask) -> Ints:
        """The best-known films with all of the seed's genres, or else with one, of its era."""
        graph = self._graph
        labels = graph.labels("genres")
        having = np.zeros(graph.movie_count, dtype=np.int16)
        ours = labels.of_movie.of(seed)
        for genre in ours:
            having[labels.movies_with.of(int(genre))] += 1
        fits = (having > 0) & mask
        year = int(graph.movie_year[seed])
        if year:
            fits &= np.abs(graph.movie_year - year) <= _ERA
        rows = np.flatnonzero(fits)
        all_of_them = rows[having[rows] == len(ours)]
        chosen = [self._best_known(part, BY_GENRE) for part in (all_of_them, rows)]
        return np.unique(np.concatenate(chosen))

    def _best_known(self, rows: np.ndarray, count: int) -> Ints:
        """Those with most votes, ties by id."""
        votes = self._graph.movie_votes[rows]
        if len(rows) > count:
            limit = np.partition(votes, len(rows) - count)[len(rows) - count]
            rows, votes = rows[votes >= limit], votes[votes >= limit]
        order = np.lexsort((rows, -votes))[:count]
        return np.asarray(rows[order], dtype=np.int32)
