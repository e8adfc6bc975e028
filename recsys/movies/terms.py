"""Similarity terms of films, one array per term, computed for many candidates at once."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from recsys.movies.candidates import FEW_SEEDS
from recsys.movies.nearest import Nearest
from recsys.movies.title_similarity import TitleSimilarity
from recsys.scoring.era import era_similarity
from recsys.scoring.popularity import popularity
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph, Labels
from recsys.store.vectors import FilmVectors
from recsys.vocabulary.role_weights import by_role_mask

_PRIOR_VOTES = 50
"""Weight of the catalogue's mean rating, in votes, in the Bayesian rating."""


class Terms:
    """Term values over one build; terms that do not depend on the seed are computed once."""

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

    def several(self, seeds: list[int], movies: Ints) -> list[dict[str, np.ndarray]]:
        """Return `all` for each seed.

        With many seeds the text cosines come from one matrix product, which is much faster; their
        last bits may differ.
        """
        if len(seeds) <= FEW_SEEDS or self._vectors is None or self._nearest is None:
            return [self.all(seed, movies) for seed in seeds]
        texts = self._nearest.products(seeds, movies)
        return [self.all(seed, movies, text) for seed, text in zip(seeds, texts, strict=True)]

    def all(self, seed: int, movies: Ints, text: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Return every term of one seed against films, as float64 arrays of shape (movies,)."""
        return {
            "text": self.text(seed, movies) if text is None else text,
            "director": self._directors(seed, movies),
            "people": self._people(seed, movies),
            "franchise": self._franchises.same_franchise(seed, movies),
            "title": self._title(seed, movies),
            "genre": self.genres(seed, movies),
            "keywords": self._labels(seed, movies, "keywords"),
            "place": (
                self._labels(seed, movies, "countries") + self._labels(seed, movies, "languages")
            )
            / 2,
            "era": self._era(seed, movies),
            "known": self.known[movies],
            "rated": self.rated[movies],
        }

    def text(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the cosine of the texts, -1 to 1; 0 if either film has none."""
        row = None if self._vectors is None else self._vectors.row_of(seed)
        if row is None or self._vectors is None or self._nearest is None:
            return np.zeros(len(movies))
        cosines = self._nearest.cosines(np.asarray(self._vectors.matrix[row]), movies)
        return np.nan_to_num(cosines.astype(np.float64))

    def sentence(self, vector: np.ndarray, movies: Ints) -> dict[str, np.ndarray]:
        """Return the terms of a text query: its cosine, and the terms without a seed."""
        assert self._nearest is not None, "a build with vectors"
        cosines = self._nearest.cosines(vector, movies).astype(np.float64)
        return {"text": np.nan_to_num(cosines), "known": self.known[movies],
                "rated": self.rated[movies]}  # fmt: skip

    def genres(self, seed: int, movies: Ints) -> np.ndarray:
        """Return the similarity of the genre sets, 0 to 1."""
        return self._labels(seed, movies, "genres")

    @cached_property
    def known(self) -> np.ndarray:
        """Popularity: log(1 + votes) relative to the most voted film, 0 to 1."""
        votes = self._graph.movie_votes
        return popularity(votes, votes.max(initial=0))

    @cached_property
    def rated(self) -> np.ndarray:
        """Bayesian rating: rating / 10, shrunk towards the mean if votes are few, 0 to 1."""
        tenths, votes = self._graph.movie_rating_tenths, self._graph.movie_votes
        return bayesian_rating(tenths * votes, votes, mean_rating(tenths, votes), _PRIOR_VOTES)

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

    def _labels(self, seed: int, movies: Ints, kind: str) -> np.ndarray:
        """Return the cosine of rarity-weighted label sets, 0 to 1; 0 if either set is empty."""
        labels = self._graph.labels(kind)
        seed_labels = labels.of_movie.of(seed)
        if not len(seed_labels):
            return np.zeros(len(movies))
        weight = self._label_rarity(labels)
        index, label = labels.of_movie.expand(movies)
        squares = np.bincount(index, weights=weight[label] ** 2, minlength=len(movies))
        shared_index, shared = _shared_edges((index, label), seed_labels)
        common = np.bincount(shared_index, weights=weight[shared] ** 2, minlength=len(movies))
        seed_square = float((weight[seed_labels] ** 2).sum())
        lengths = np.sqrt(np.maximum(squares, 1e-12) * max(seed_square, 1e-12))
        return common / lengths

    def _label_rarity(self, labels: Labels) -> np.ndarray:
        """Return ln(1 + films / films with the label), one value per label."""
        return np.log1p(self._graph.movie_count / np.diff(labels.movies_with.offsets))

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
