"""Affinity: what the original score ignores about two directors, as terms that add up."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from recsys.directors.co_credits import CoCredits, Floats, find_co_credits
from recsys.directors.query import Query, centroid
from recsys.scoring.era import era_similarity
from recsys.scoring.popularity import popularity
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.vocabulary.role_weights import by_role_mask

DIRECTING_WEIGHT = 0.5
"""Weight of a credit as director, for those who direct some films and work on others."""

_PRIOR_VOTES = 500
"""Votes of the average rating that each director is contribution before their films' own."""


@dataclass(frozen=True, kw_only=True)
class AffinityWeights:
    """One weight a term; a score is the sum of term times weight. Every term is 0 to 1.

    Attributes
    ----------
    people : float
        Shared people: 1 - exp(-Σ rarity(p) · √(c(p) · n(p, e))), where c and n count the films of
        either director on which p worked, each by the weight of p's role there.
    overlap : float
        Shared people against the number expected by chance contribution both careers:
        √(shared · lift / people), which is shared / √(|C(d)| · |C(e)|).
    era : float
        exp(-|difference of the mean years of the films| / 10); of a liked, the mean over its films
        of the same with the year of each.
    genre : float
        Cosine of the genre counts.
    text : float
        Cosine of the mean text vectors, 0 where one has none or it is below 0.
    known : float
        ln(1 + most votes of a film) over that of the catalogue.
    rated : float
        Mean rating of 10 of the films, weighed by votes, drawn to the average where they are few.
    """

    people: float = 0.5
    overlap: float = 0.6
    era: float = 1.0
    genre: float = 1.2
    text: float = 1.2
    known: float = 1.0
    rated: float = 0.5


TERMS: tuple[str, ...] = tuple(field.name for field in fields(AffinityWeights))


def affinity_co_credits(graph: CreditGraph, query: Query, role_mask: int) -> CoCredits:
    """CoCredits with credits weighed by role; no director is a collaborator of their own."""
    weight = by_role_mask(directing=DIRECTING_WEIGHT)
    return find_co_credits(graph, query, role_mask, weight, own_collaborator=False)


def affinity_contribution(graph: CreditGraph, co_credits: CoCredits) -> Floats:
    """rarity(p) · √(c(p) · n(p, e)): what each shared person gives to the people term."""
    rare = rarity(graph.person_movies.counts(co_credits.collaborators))
    return rare[co_credits.person] * np.sqrt(
        co_credits.query_credits[co_credits.person] * co_credits.candidate_credits
    )


class AffinityTerms:
    """Terms of one build; what does not depend on what is query about is computed once."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph, self._vectors = graph, vectors
        votes, tenths = graph.movie_votes, graph.movie_rating_tenths
        self._mean = mean_rating(tenths, votes)
        self._most_votes = float(votes.max(initial=0))

    def lift(self, co_credits: CoCredits) -> Floats:
        """Shared people over the number expected by chance, |C(d)| · |C(e)| / people.

        C(x) are the people of x's films, x left out. 1 is chance; above 0.
        """
        theirs = np.maximum(1, self._graph.director_collaborators[co_credits.directors])
        expected = len(co_credits.collaborators) * theirs / max(1, self._graph.people.height)
        return co_credits.shared_people / expected

    def all(self, query: Query, co_credits: CoCredits) -> dict[str, np.ndarray]:
        """Every term for every candidate of `co_credits`, float64 arrays of their length."""
        others = co_credits.directors
        contribution = co_credits.sums(affinity_contribution(self._graph, co_credits))
        place, film = self._graph.director_movies.expand(others)
        known, rated = self._known_and_rated(place, film, len(others))
        return {
            "people": saturated(contribution),
            "overlap": self._overlap(co_credits),
            "era": self._era(query, self._years(place, film, len(others))),
            "genre": self._genre(query, place, film, len(others)),
            "text": self._text(query, others),
            "known": known,
            "rated": rated,
        }

    def _overlap(self, co_credits: CoCredits) -> Floats:
        """√(shared · lift / people of the catalogue) = shared / √(|C(d)| · |C(e)|)."""
        people = max(1, self._graph.people.height)
        return np.minimum(1, np.sqrt(co_credits.shared_people * self.lift(co_credits) / people))

    def _years(self, place: np.ndarray, film: np.ndarray, count: int) -> np.ndarray:
        """Mean year of each director's films, 0 where none is known."""
        year = self._graph.movie_year[film].astype(np.float64)
        dated = year > 0
        total = np.bincount(place[dated], weights=year[dated], minlength=count)
        return total / np.maximum(1, np.bincount(place[dated], minlength=count))

    def _era(self, query: Query, theirs: np.ndarray) -> np.ndarray:
        year = self._graph.movie_year[query.films].astype(np.float64)
        dated = year > 0
        if not dated.any():
            return np.zeros(len(theirs))
        years, weights = year[dated], query.weights[dated]
        if not query.is_liked:
            years, weights = np.array([years.sum() / len(years)]), np.ones(1)
        near = np.zeros(len(theirs))
        for ours in np.unique(years):
            near += weights[years == ours].sum() * era_similarity(theirs, ours)
        return near / weights.sum()

    def _genre(self, query: Query, place: np.ndarray, film: np.ndarray, count: int) -> np.ndarray:
        theirs = self._genres(place, film, count)
        [ours] = self._genres(np.zeros(len(query.films), np.int32), query.films, 1, query.weights)
        lengths = np.linalg.norm(theirs, axis=1) * np.linalg.norm(ours)
        return theirs @ ours / np.maximum(lengths, 1e-12)

    def _genres(
        self, place: np.ndarray, film: np.ndarray, count: int, weights: Floats | None = None
    ) -> np.ndarray:
        """How many films of each genre, or the sum of their weights, shape (directors, genres)."""
        labels = self._graph.labels("genres")
        at, genre = labels.of_movie.expand(film)
        kinds = max(1, len(labels.names))
        flat = place[at].astype(np.int64) * kinds + genre
        weight = None if weights is None else weights[at]
        counts = np.asarray(np.bincount(flat, weight, minlength=count * kinds), np.float64)
        return counts.reshape(count, kinds)

    def _known_and_rated(
        self, place: np.ndarray, film: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        votes = self._graph.movie_votes[film].astype(np.float64)
        most = np.zeros(count)
        np.maximum.at(most, place, votes)
        tenths = self._graph.movie_rating_tenths[film] * votes
        total = np.bincount(place, weights=votes, minlength=count)
        points = np.bincount(place, weights=tenths, minlength=count)
        rated = bayesian_rating(points, total, self._mean, _PRIOR_VOTES)
        return popularity(most, self._most_votes), rated

    def _text(self, query: Query, others: Ints) -> np.ndarray:
        if self._vectors is None:
            return np.zeros(len(others))
        theirs = np.asarray(self._vectors.directors[others], dtype=np.float32)
        # Not `@`, which wakes a thread a core: beside other questions they wait for one another.
        cosines = np.vecdot(theirs, centroid(self._vectors, query))
        return np.maximum(0, cosines).astype(np.float64)
