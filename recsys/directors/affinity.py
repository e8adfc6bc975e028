"""Affinity: a director score that adds role, rarity, era, genre, text and ratings."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from recsys.directors.co_credits import CoCredits, Floats
from recsys.directors.query_films import QueryFilms, centroid
from recsys.scoring.era import era_similarity
from recsys.scoring.popularity import popularity
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

DIRECTING_WEIGHT = 0.5
"""Weight of a credit as director: some people direct films and work on others' films."""

_PRIOR_VOTES = 500
"""Votes for the mean rating that every director starts with."""


@dataclass(frozen=True, kw_only=True)
class AffinityWeights:
    """Weight of each term; a score is the sum of weight times term. Every term is 0 to 1.

    Attributes
    ----------
    people : float
        Shared people: 1 - exp(-Σ rarity(p) · √(c(p) · n(p, e))), where c and n count the films of
        either director that p worked on, each by the weight of p's role there. Anthologies link
        nobody, and a film that both directed counts for neither.
    overlap : float
        Shared people relative to the sizes of both careers: shared / √(|C(d)| · |C(e)|), where
        C(x) are the people of x's films.
    era : float
        exp(-|difference of the mean years of the films| / 10). For liked films, the weighted mean
        of the same over the year of each film.
    genre : float
        Cosine similarity of the genre counts.
    text : float
        Cosine similarity of the mean text vectors; 0 if either has no text or it is negative.
    known : float
        Popularity: ln(1 + votes of the most popular film) over the same for the catalogue.
    rated : float
        Bayesian rating of the films, out of 10: the mean weighted by votes, pulled towards the
        catalogue's mean where votes are few.
    """

    people: float = 0.5
    overlap: float = 0.6
    era: float = 1.0
    genre: float = 1.2
    text: float = 1.2
    known: float = 1.0
    rated: float = 0.5


TERMS: tuple[str, ...] = tuple(field.name for field in fields(AffinityWeights))


def affinity_contribution(graph: CreditGraph, co_credits: CoCredits) -> Floats:
    """rarity(p) · √(c(p) · n(p, e)), the contribution of each shared person to the people term."""
    rare = rarity(graph.person_movies.counts(co_credits.collaborators))
    return rare[co_credits.person] * np.sqrt(
        co_credits.query_credits * co_credits.candidate_credits
    )


class AffinityTerms:
    """Computes the terms for one build; what is the same for every query is computed once."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph, self._vectors = graph, vectors
        votes, tenths = graph.movie_votes, graph.movie_rating_tenths
        self._mean = mean_rating(tenths, votes)
        self._max_votes = float(votes.max(initial=0))

    def compute(self, query: QueryFilms, co_credits: CoCredits) -> dict[str, np.ndarray]:
        """Every term of every candidate: float64 arrays, shape (candidates,), by name."""
        contribution = co_credits.sums(affinity_contribution(self._graph, co_credits))
        return {
            "people": saturated(contribution),
            "overlap": self._overlap(co_credits),
            **self.beyond_people(query, co_credits.directors),
        }

    def beyond_people(self, query: QueryFilms, candidates: Ints) -> dict[str, np.ndarray]:
        """The terms that do not depend on who worked with whom, as `compute` returns them."""
        count = len(candidates)
        owner, film = self._graph.director_movies.expand(candidates)
        known, rated = self._popularity_and_rating(owner, film, count)
        return {
            "era": self._era(query, self._mean_years(owner, film, count)),
            "genre": self._genre(query, owner, film, count),
            "text": self._text(query, candidates),
            "known": known,
            "rated": rated,
        }

    def _overlap(self, co_credits: CoCredits) -> Floats:
        candidate_people = self._graph.director_collaborators[co_credits.directors]
        sizes = np.maximum(1, len(co_credits.collaborators) * candidate_people.astype(np.float64))
        return np.minimum(1, co_credits.shared_people / np.sqrt(sizes))

    def _mean_years(self, owner: np.ndarray, film: np.ndarray, count: int) -> np.ndarray:
        """Mean year of each director's films; 0 if no year is known."""
        year = self._graph.movie_year[film].astype(np.float64)
        dated = year > 0
        total = np.bincount(owner[dated], weights=year[dated], minlength=count)
        return total / np.maximum(1, np.bincount(owner[dated], minlength=count))

    def _era(self, query: QueryFilms, candidate_years: np.ndarray) -> np.ndarray:
        year = self._graph.movie_year[query.films].astype(np.float64)
        dated = year > 0
        if not dated.any():
            return np.zeros(len(candidate_years))
        years, weights = year[dated], query.weights[dated]
        if not query.are_liked:
            years, weights = np.array([years.sum() / len(years)]), np.ones(1)
        similarity = np.zeros(len(candidate_years))
        for query_year in np.unique(years):
            weight = weights[years == query_year].sum()
            similarity += weight * era_similarity(candidate_years, query_year)
        return np.asarray(similarity / weights.sum())

    def _genre(
        self, query: QueryFilms, owner: np.ndarray, film: np.ndarray, count: int
    ) -> np.ndarray:
        candidate_genres = self._genre_counts(owner, film, count)
        same_owner = np.zeros(len(query.films), np.int32)
        [query_genres] = self._genre_counts(same_owner, query.films, 1, query.weights)
        lengths = np.linalg.norm(candidate_genres, axis=1) * np.linalg.norm(query_genres)
        return np.asarray(candidate_genres @ query_genres / np.maximum(lengths, 1e-12))

    def _genre_counts(
        self, owner: np.ndarray, film: np.ndarray, count: int, weights: Floats | None = None
    ) -> np.ndarray:
        """Number of films of each genre, or the sum of their weights, shape (count, genres)."""
        labels = self._graph.labels("genres")
        index, genre = labels.of_movie.expand(film)
        genres = max(1, len(labels.names))
        flat = owner[index].astype(np.int64) * genres + genre
        weight = None if weights is None else weights[index]
        counts = np.asarray(np.bincount(flat, weight, minlength=count * genres), np.float64)
        return counts.reshape(count, genres)

    def _popularity_and_rating(
        self, owner: np.ndarray, film: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        votes = self._graph.movie_votes[film].astype(np.float64)
        max_votes = np.zeros(count)
        np.maximum.at(max_votes, owner, votes)
        tenths = self._graph.movie_rating_tenths[film] * votes
        total = np.bincount(owner, weights=votes, minlength=count)
        points = np.bincount(owner, weights=tenths, minlength=count)
        rating = bayesian_rating(points, total, self._mean, _PRIOR_VOTES)
        return popularity(max_votes, self._max_votes), rating

    def _text(self, query: QueryFilms, candidates: Ints) -> np.ndarray:
        if self._vectors is None:
            return np.zeros(len(candidates))
        vectors = np.asarray(self._vectors.directors[candidates], dtype=np.float32)
        # Not `@`: BLAS starts a thread per core, and concurrent queries would wait for each other.
        cosines = np.vecdot(vectors, centroid(self._vectors, query))
        return np.asarray(np.maximum(0, cosines), np.float64)
