"""What two films have in common, as numbers: one array a term, for many candidates at once."""

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
"""Votes of the average rating that each film is given before its own."""


class Terms:
    """Term values of one build; everything that does not depend on the seed is computed once."""

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
        """`all` of each seed. Of many, the texts are multiplied at once, which is much faster; the
        last bits of a cosine may then differ."""
        if len(seeds) <= FEW_SEEDS or self._vectors is None or self._nearest is None:
            return [self.all(seed, movies) for seed in seeds]
        texts = self._nearest.products(seeds, movies)
        return [self.all(seed, movies, text) for seed, text in zip(seeds, texts, strict=True)]

    def all(self, seed: int, movies: Ints, text: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Every term of one seed against the given films, float64 arrays of their length."""
        return {
            "text": self.text(seed, movies) if text is None else text,
            "director": self._directors(seed, movies),
            "people": self._people(seed, movies),
            "franchise": self._franchises.same(seed, movies),
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
        """Cosine of the texts, -1 to 1; 0 where one of the films has none."""
        row = None if self._vectors is None else self._vectors.row_of(seed)
        if row is None or self._vectors is None or self._nearest is None:
            return np.zeros(len(movies))
        cosines = self._nearest.cosines(np.asarray(self._vectors.matrix[row]), movies)
        return np.nan_to_num(cosines.astype(np.float64))

    def sentence(self, vector: np.ndarray, movies: Ints) -> dict[str, np.ndarray]:
        """Terms of a typed sentence: its cosine, and what depends on the film alone."""
        assert self._nearest is not None, "a build with vectors"
        cosines = self._nearest.cosines(vector, movies).astype(np.float64)
        return {"text": np.nan_to_num(cosines), "known": self.known[movies],
                "rated": self.rated[movies]}  # fmt: skip

    def genres(self, seed: int, movies: Ints) -> np.ndarray:
        """Similarity of the genre profiles, 0 to 1."""
        return self._labels(seed, movies, "genres")

    @cached_property
    def known(self) -> np.ndarray:
        """log(1 + votes) over that of the most voted film, 0 to 1."""
        votes = self._graph.movie_votes
        return popularity(votes, votes.max(initial=0))

    @cached_property
    def rated(self) -> np.ndarray:
        """Rating of 10, drawn to the average where votes are few, 0 to 1."""
        tenths, votes = self._graph.movie_rating_tenths, self._graph.movie_votes
        return bayesian_rating(tenths * votes, votes, mean_rating(tenths, votes), _PRIOR_VOTES)

    def _directors(self, seed: int, movies: Ints) -> np.ndarray:
        """Shared directors over the geometric mean of how many each film has, 0 to 1."""
        graph = self._graph
        ours = graph.movie_directors.of(seed)
        if not len(ours):
            return np.zeros(len(movies))
        place, _ = _both(graph.movie_directors.expand(movies), ours)
        shared = np.bincount(place, minlength=len(movies))
        counts = graph.movie_directors.counts(movies)
        return shared / np.sqrt(np.maximum(1, counts) * len(ours))

    def _people(self, seed: int, movies: Ints) -> np.ndarray:
        """1 - exp(-Σ w(p)) over shared people p, 0 to 1.

        w(p) = rarity(p) · the lower of the weights of p's roles on both films; rarity(p) =
        1 / (1 + ln(films of p)). Directors of both films are left to the director term.
        """
        graph = self._graph
        people = graph.movie_people.of(seed)
        weights = self._role_weight[graph.movie_people.roles_of(seed)]
        rare = rarity(graph.person_movies.counts(people))
        ours = weights * rare
        # From the few people of the seed to their films, not from many candidates to theirs.
        credits = graph.person_movies
        assert credits.roles is not None, "a relation of credits"
        owner, edges = credits.edges(people)
        theirs = self._role_weight[credits.roles[edges]] * rare[owner]
        total = np.zeros(graph.movie_count)
        np.add.at(total, credits.targets[edges], np.minimum(ours[owner], theirs))
        return saturated(total[movies])

    @cached_property
    def _role_weight(self) -> np.ndarray:
        """By role mask; directing counts nothing here, it has a term of its own."""
        return by_role_mask(directing=0.0)

    def _title(self, seed: int, movies: Ints) -> np.ndarray:
        """Similarity of the titles, 0 to 1."""
        like, values = self._titles.similar(seed)
        found = np.zeros(self._graph.movie_count)
        found[like] = values
        return found[movies]

    def _labels(self, seed: int, movies: Ints, kind: str) -> np.ndarray:
        """Cosine of two films' labels weighted by rarity, 0 to 1; 0 where one has none."""
        labels = self._graph.labels(kind)
        ours = labels.of_movie.of(seed)
        if not len(ours):
            return np.zeros(len(movies))
        weight = self._label_rarity(labels)
        place, label = labels.of_movie.expand(movies)
        squares = np.bincount(place, weights=weight[label] ** 2, minlength=len(movies))
        shared_place, shared = _both((place, label), ours)
        common = np.bincount(shared_place, weights=weight[shared] ** 2, minlength=len(movies))
        own = float((weight[ours] ** 2).sum())
        lengths = np.sqrt(np.maximum(squares, 1e-12) * max(own, 1e-12))
        return common / lengths

    def _label_rarity(self, labels: Labels) -> np.ndarray:
        """ln(1 + films / films with the label), by row of a label."""
        return np.log1p(self._graph.movie_count / np.diff(labels.movies_with.offsets))

    def _era(self, seed: int, movies: Ints) -> np.ndarray:
        """exp(-|difference in years| / 10), 0 to 1; 0 where a year is unknown."""
        year = self._graph.movie_year
        return era_similarity(year[movies], float(year[seed]))


def _both(edges: tuple[Ints, Ints], wanted: Ints) -> tuple[Ints, Ints]:
    """Those edges whose target is among `wanted`, which is ascending."""
    place, target = edges
    at = np.minimum(np.searchsorted(wanted, target), len(wanted) - 1)
    chosen = wanted[at] == target
    return place[chosen], target[chosen]
