"""Similarity terms of films, one array per term, computed for many candidates at once."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from recsys.movies.candidates import FEW_SEEDS
from recsys.movies.label_similarity import LabelSimilarity
from recsys.movies.nearest import Nearest
from recsys.movies.title_similarity import TitleSimilarity
from recsys.scoring.era import era_similarity
from recsys.scoring.popularity import capped_popularity
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.lexical import LexicalIndex
from recsys.store.vectors import FilmVectors
from recsys.vocabulary.role_weights import by_role_mask

KNOWN_QUANTILE = 0.7
"""Share of the films that are less known than a film whose popularity counts in full."""

_PRIOR_VOTES = 50
"""Weight of the catalogue's mean rating, in votes, in the Bayesian rating."""

_RATING_DISTANCE = 0.1
"""Difference of two Bayesian ratings at which `reception` is 1/e: one point of ten."""

_PLACES = ("countries", "languages")


class Terms:
    """Term values over one build; terms that do not depend on the seed are computed once."""

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
        self._label_similarity: dict[str, LabelSimilarity] = {}

    def several(self, seeds: list[int], movies: Ints) -> list[dict[str, np.ndarray]]:
        """Return `all` for each seed.

        The words of the films are looked up once. With many seeds the text cosines come from one
        matrix product, which is much faster; their last bits may differ.
        """
        words = self._lexical.cosines_with([self._lexical.of_film(seed) for seed in seeds], movies)
        if len(seeds) <= FEW_SEEDS or self._vectors is None or self._nearest is None:
            texts = [self.text(seed, movies) for seed in seeds]
        else:
            texts = list(self._nearest.centred_products(seeds, movies))
        return [
            self._all(seed, movies, text, common)
            for seed, text, common in zip(seeds, texts, words, strict=True)
        ]

    def all(self, seed: int, movies: Ints) -> dict[str, np.ndarray]:
        """Return every term of one seed against films, as float64 arrays of shape (movies,)."""
        return self.several([seed], movies)[0]

    def _all(
        self, seed: int, movies: Ints, text: np.ndarray, words: np.ndarray
    ) -> dict[str, np.ndarray]:
        countries, languages = (self._labels(kind)(seed, movies) for kind in _PLACES)
        return {
            "text": text,
            "words": words,
            "keywords": self._labels("keywords")(seed, movies),
            "director": self._directors(seed, movies),
            "people": self._people(seed, movies),
            "companies": self._labels("companies")(seed, movies),
            "franchise": self._franchises.same_franchise(seed, movies),
            "title": self._title(seed, movies),
            "genre": self.genres(seed, movies),
            "place": (countries + languages) / 2,
            "era": self._era(seed, movies),
            "reception": np.exp(-np.abs(self.rated[movies] - self.rated[seed]) / _RATING_DISTANCE),
            "known": self.known[movies],
            "rated": self.rated[movies],
        }

    def text(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the centred cosine of the texts, -1 to 1; 0 if either film has none.

        All overviews resemble each other a little: their mean vector has a length of 0.4 to 0.5.
        That part says nothing about a film, so the mean is subtracted from every vector.
        """
        vector = self._vector(seed)
        if vector is None or self._vectors is None or self._nearest is None:
            return np.zeros(len(movies))
        query = self._vectors.centred(vector)
        return np.nan_to_num(self._nearest.centred_cosines(query, movies).astype(np.float64))

    def plain_text(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the plain cosine of the texts, as FlixRec; 0 if either film has none."""
        vector = self._vector(seed)
        if vector is None or self._nearest is None:
            return np.zeros(len(movies))
        return np.nan_to_num(self._nearest.cosines(vector, movies).astype(np.float64))

    def genres(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the similarity of the genre sets, 0 to 1."""
        return self._labels("genres")(seed, movies)

    @cached_property
    def known(self) -> np.ndarray:
        """Popularity: log(1 + votes), at most that of 70 % of the films, 0 to 1."""
        return capped_popularity(self._graph.movie_votes, KNOWN_QUANTILE)

    @cached_property
    def rated(self) -> np.ndarray:
        """Bayesian rating: rating / 10, shrunk towards the mean if votes are few, 0 to 1."""
        tenths, votes = self._graph.movie_rating_tenths, self._graph.movie_votes
        return bayesian_rating(tenths * votes, votes, mean_rating(tenths, votes), _PRIOR_VOTES)

    def _vector(self, movie: int) -> np.ndarray | None:
        row = None if self._vectors is None else self._vectors.row_of(movie)
        if row is None or self._vectors is None:
            return None
        return np.asarray(self._vectors.matrix[row])

    def _labels(self, kind: str) -> LabelSimilarity:
        if kind not in self._label_similarity:
            self._label_similarity[kind] = LabelSimilarity(self._graph, kind)
        return self._label_similarity[kind]

    def _directors(self, seed: int, movies: Ints) -> np.ndarray:
        """Return shared directors over the geometric mean of both director counts, 0 to 1."""
        graph = self._graph
        seed_directors = graph.movie_directors.of(seed)
        if not len(seed_directors):
            return np.zeros(len(movies))
        index, _ = _shared_edges(graph.movie_directors.expand(movies), seed_directors)
        shared = np.bincount(index, minlength=len(movies))
        counts = graph.movie_directors.counts(movies)
        return np.asarray(shared / np.sqrt(np.maximum(1, counts) * len(seed_directors)))

    def _people(self, seed: int, movies: Ints) -> np.ndarray:
        """Return 1 - exp(-Σ w(p)) over shared people p, 0 to 1.

        w(p) = rarity(p) · the lower of p's role weights on the two films, with rarity(p) =
        1 / (1 + ln(films of p)). Directing has weight 0 here; the director term covers it.
        """
        graph = self._graph
        people = graph.movie_people.of(seed)
        weights = self._role_weight[graph.movie_people.roles_of(seed)]
        rare = rarity(graph.person_movies.counts(people))
        seed_weight = weights * rare
        # Start from the seed's few people rather than from the many candidates.
        credits = graph.person_movies
        assert credits.roles is not None, "a relation of credits"
        owner, edges = credits.edges(people)
        film_weight = self._role_weight[credits.roles[edges]] * rare[owner]
        total = np.zeros(graph.movie_count)
        np.add.at(total, credits.targets[edges], np.minimum(seed_weight[owner], film_weight))
        return saturated(total[movies])

    @cached_property
    def _role_weight(self) -> np.ndarray:
        """Weights by role mask; directing has weight 0, since it has its own term."""
        return by_role_mask(directing=0.0)

    def _title(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the title similarity, 0 to 1."""
        similar, values = self._titles.similar(seed)
        similarity = np.zeros(self._graph.movie_count)
        similarity[similar] = values
        return similarity[movies]

    def _era(self, seed: int, movies: Ints) -> np.ndarray:
        """Return exp(-|difference in years| / 10), 0 to 1; 0 if a year is unknown."""
        year = self._graph.movie_year
        return era_similarity(year[movies], float(year[seed]))


def _shared_edges(edges: tuple[Ints, Ints], targets: Ints) -> tuple[Ints, Ints]:
    """Return the edges whose target is among `targets`, which must be ascending."""
    index, target = edges
    position = np.minimum(np.searchsorted(targets, target), len(targets) - 1)
    shared = targets[position] == target
    return index[shared], target[shared]
