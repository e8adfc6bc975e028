"""Candidate films for a seed: similar in text, words, people, title or franchise."""

from __future__ import annotations

import numpy as np

from recsys.movies.filters import Mask
from recsys.movies.nearest import Nearest
from recsys.movies.title_similarity import TitleSimilarity
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex, WordVector
from recsys.store.vectors import FilmVectors

MAX_BY_TEXT = 400
MAX_BY_WORDS = 400
MAX_BY_PEOPLE = 1_500
MAX_BY_GENRE = 200
MAX_BY_TITLE = 100
"""Maximum candidates of each kind per seed."""

FEW_SEEDS = 8
"""Up to this many seeds, each gets its own candidates; more are queried together by their mean."""

LEAST_COSINE = 0.05
"""Cosine of words below which a film is no candidate by them. Most films share some common word
with a seed, and sorting them all takes longer than scoring the candidates."""

_ERA_YEARS = 10


class Candidates:
    """Candidate search over one build; a film without a text is still found by the other kinds."""

    def __init__(
        self,
        graph: CreditGraph,
        titles: TitleSimilarity,
        lexical: LexicalIndex,
        vectors: FilmVectors | None,
        nearest: Nearest | None,
    ) -> None:
        self._graph, self._vectors, self._nearest = graph, vectors, nearest
        self._franchises = graph.franchises
        self._titles, self._lexical = titles, lexical

    def of(
        self, seeds: list[int], count: int, mask: Mask, shares: np.ndarray | None = None
    ) -> Ints:
        """Return candidate rows for all seeds, ascending; at least `count` if the mask allows.

        The mask must exclude the seeds. `shares` holds one weight per seed.
        """
        if len(seeds) > FEW_SEEDS:
            parts = self._for_all_seeds(seeds, count, mask, shares)
        else:
            parts = [rows for seed in seeds for rows in self._for_seed(seed, count, mask)]
        rows = np.unique(np.concatenate(parts)).astype(np.int32)
        if len(rows) < count:
            rows = np.union1d(rows, self._most_voted(np.flatnonzero(mask), count))
        return np.asarray(rows, dtype=np.int32)

    def _for_seed(self, seed: int, count: int, mask: Mask) -> list[Ints]:
        by_text = self._by_text(seed, count, mask)
        by_words = self._by_words(self._lexical.of_film(seed), MAX_BY_WORDS, mask)
        parts = [
            by_text,
            by_words,
            self._by_people([seed], mask),
            self._by_franchise(seed, mask),
            self._by_title(seed, mask),
        ]
        if not len(by_text) and not len(by_words):
            # Nothing is known of the story.
            parts.append(self._by_genre(seed, mask))
        return parts

    def _for_all_seeds(
        self, seeds: list[int], count: int, mask: Mask, shares: np.ndarray | None
    ) -> list[Ints]:
        """Search by the mean of the seeds' vectors and words, which is faster than by each."""
        weights = np.ones(len(seeds)) if shares is None else shares
        words = self._lexical.mean(seeds, weights)
        return [
            self._by_mean_text(seeds, weights, max(FEW_SEEDS * MAX_BY_TEXT // 2, count), mask),
            self._by_words(words, FEW_SEEDS * MAX_BY_WORDS // 2, mask),
            self._by_people(seeds, mask),
            self._most_voted(np.flatnonzero(mask), FEW_SEEDS * MAX_BY_GENRE),
            *(self._by_franchise(seed, mask) for seed in seeds),
        ]

    def _by_mean_text(self, seeds: list[int], weights: np.ndarray, count: int, mask: Mask) -> Ints:
        if self._vectors is None or self._nearest is None:
            return np.empty(0, np.int32)
        weighted = [(row, weight) for seed, weight in zip(seeds, weights.tolist(), strict=True)
                    if (row := self._vectors.row_of(seed)) is not None]  # fmt: skip
        if not weighted:
            return np.empty(0, np.int32)
        rows, shares = map(np.array, zip(*weighted, strict=True))
        mean = shares @ self._vectors.centred(self._vectors.matrix[rows]).astype(np.float64)
        length = max(float(np.linalg.norm(mean)), 1e-12)
        return self._nearest.films((mean / length).astype(np.float32), count, mask)[0]

    def _by_text(self, seed: int, count: int, mask: Mask) -> Ints:
        """Return at least `count` films, and up to `MAX_BY_TEXT` if that is cheap.

        The index holds plain vectors, so it is asked with the centred one of the seed.
        """
        row = None if self._vectors is None else self._vectors.row_of(seed)
        if row is None or self._vectors is None or self._nearest is None:
            return np.empty(0, np.int32)
        vector = self._vectors.centred(self._vectors.matrix[row])
        limit = max(count, min(MAX_BY_TEXT, self._nearest.cheap_count(mask)))
        return self._nearest.films(vector, limit, mask, seed)[0]

    def _by_words(self, words: WordVector, count: int, mask: Mask) -> Ints:
        """Return the films that share most with these words; ties are broken by row."""
        cosines = self._lexical.cosines(words)
        rows = np.flatnonzero(cosines > LEAST_COSINE)
        rows = rows[mask[rows]]
        if len(rows) > count:
            shared = cosines[rows]
            least = np.partition(shared, len(rows) - count)[len(rows) - count]
            rows, shared = rows[shared >= least], shared[shared >= least]
            rows = rows[np.lexsort((rows, -shared))[:count]]
        return rows.astype(np.int32)

    def _by_franchise(self, seed: int, mask: Mask) -> Ints:
        """Return all films of the seed's franchise."""
        members = self._franchises.members(seed)
        return members[mask[members]]

    def _by_title(self, seed: int, mask: Mask) -> Ints:
        """Return the films with the most similar titles; ties are broken by row."""
        movies, similarity = self._titles.similar(seed)
        allowed = mask[movies]
        movies, similarity = movies[allowed], similarity[allowed]
        best = np.lexsort((movies, -similarity))[:MAX_BY_TITLE]
        return np.asarray(movies[best], np.int32)

    def _by_people(self, seeds: list[int], mask: Mask) -> Ints:
        """Return the films that share most people, directors included, with the seeds."""
        graph, seed_rows = self._graph, np.array(seeds, dtype=np.int32)
        _, films = graph.person_movies.expand(graph.movie_people.expand(seed_rows)[1])
        _, directed = graph.director_movies.expand(graph.movie_directors.expand(seed_rows)[1])
        shared = np.bincount(np.concatenate([films, directed]), minlength=graph.movie_count)
        rows = np.flatnonzero((shared > 0) & mask)
        if len(rows) <= MAX_BY_PEOPLE:
            return rows.astype(np.int32)
        order = np.lexsort((rows, -graph.movie_votes[rows], -shared[rows]))
        return rows[order[:MAX_BY_PEOPLE]].astype(np.int32)

    def _by_genre(self, seed: int, mask: Mask) -> Ints:
        """Return the most voted films of the seed's era, with all of its genres and with any."""
        graph = self._graph
        labels = graph.labels("genres")
        shared = np.zeros(graph.movie_count, dtype=np.int16)
        seed_genres = labels.of_movie.of(seed)
        for genre in seed_genres:
            shared[labels.movies_with.of(int(genre))] += 1
        matches = (shared > 0) & mask
        year = int(graph.movie_year[seed])
        if year:
            matches &= np.abs(graph.movie_year - year) <= _ERA_YEARS
        rows = np.flatnonzero(matches)
        with_all_genres = rows[shared[rows] == len(seed_genres)]
        parts = [self._most_voted(part, MAX_BY_GENRE) for part in (with_all_genres, rows)]
        return np.unique(np.concatenate(parts))

    def _most_voted(self, rows: np.ndarray, count: int) -> Ints:
        """Return the `count` rows with the most votes; ties are broken by id."""
        votes = self._graph.movie_votes[rows]
        if len(rows) > count:
            limit = np.partition(votes, len(rows) - count)[len(rows) - count]
            rows, votes = rows[votes >= limit], votes[votes >= limit]
        order = np.lexsort((rows, -votes))[:count]
        return np.asarray(rows[order], dtype=np.int32)
