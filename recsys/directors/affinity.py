"""Affinity: what the original score ignores about two directors, as terms that add up."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from recsys.credit_weights import by_role_mask, rarity
from recsys.directors.asked import Asked, centroid
from recsys.directors.links import Floats, Links, find_links
from recsys.store.graph import CreditGraph, Ints
from recsys.store.vectors import FilmVectors

DIRECTING_WEIGHT = 0.5
"""Weight of a credit as director, for those who direct some films and work on others."""

ERA_YEARS = 10.0
"""Difference of mean years at which the era term falls to 1/e."""

_PRIOR_VOTES = 500
"""Votes of the average rating that each director is given before their films' own."""


@dataclass(frozen=True, kw_only=True)
class AffinityWeights:
    """One weight a term; a score is the sum of term times weight. Every term is 0 to 1.

    Attributes
    ----------
    people : float
        Shared people: 1 - exp(-Σ rarity(p) · √(c(p) · n(p, e))), where c and n count the films of
        either director on which p worked, each by the weight of p's role there.
    overlap : float
        Shared people against the number expected by chance given both careers:
        √(shared · lift / people), which is shared / √(|C(d)| · |C(e)|).
    era : float
        exp(-|difference of the mean years of the films| / 10); of a taste, the mean over its films
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


def affinity_links(graph: CreditGraph, asked: Asked, role_mask: int) -> Links:
    """Links with credits weighed by role; no director is a collaborator of their own."""
    weight = by_role_mask(directing=DIRECTING_WEIGHT)
    return find_links(graph, asked, role_mask, weight, own_collaborator=False)


def affinity_given(graph: CreditGraph, links: Links) -> Floats:
    """rarity(p) · √(c(p) · n(p, e)): what each shared person gives to the people term."""
    rare = rarity(graph.person_movies.counts(links.collaborators))
    return rare[links.person] * np.sqrt(links.ours[links.person] * links.theirs)


class AffinityTerms:
    """Terms of one build; what does not depend on what is asked about is reckoned once."""

    def __init__(self, graph: CreditGraph, vectors: FilmVectors | None) -> None:
        self._graph, self._vectors = graph, vectors
        votes, tenths = graph.movie_votes, graph.movie_rating_tenths
        rated = votes > 0
        self._mean = float(np.average(tenths[rated], weights=votes[rated])) if rated.any() else 0.0
        self._most_votes = max(1.0, float(np.log1p(votes.max(initial=0))))

    def lift(self, links: Links) -> Floats:
        """Shared people over the number expected by chance, |C(d)| · |C(e)| / people.

        C(x) are the people of x's films, x left out. 1 is chance; above 0.
        """
        theirs = np.maximum(1, self._graph.director_collaborators[links.directors])
        expected = len(links.collaborators) * theirs / max(1, self._graph.people.height)
        return links.shared_people / expected

    def all(self, asked: Asked, links: Links) -> dict[str, np.ndarray]:
        """Every term for every candidate of `links`, float64 arrays of their length."""
        others = links.directors
        given = links.sums(affinity_given(self._graph, links))
        place, film = self._graph.director_movies.expand(others)
        known, rated = self._known_and_rated(place, film, len(others))
        return {
            "people": 1 - np.exp(-given),
            "overlap": self._overlap(links),
            "era": self._era(asked, self._years(place, film, len(others))),
            "genre": self._genre(asked, place, film, len(others)),
            "text": self._text(asked, others),
            "known": known,
            "rated": rated,
        }

    def _overlap(self, links: Links) -> Floats:
        """√(shared · lift / people of the catalogue) = shared / √(|C(d)| · |C(e)|)."""
        people = max(1, self._graph.people.height)
        return np.minimum(1, np.sqrt(links.shared_people * self.lift(links) / people))

    def _years(self, place: np.ndarray, film: np.ndarray, count: int) -> np.ndarray:
        """Mean year of each director's films, 0 where none is known."""
        year = self._graph.movie_year[film].astype(np.float64)
        dated = year > 0
        total = np.bincount(place[dated], weights=year[dated], minlength=count)
        return total / np.maximum(1, np.bincount(place[dated], minlength=count))

    def _era(self, asked: Asked, theirs: np.ndarray) -> np.ndarray:
        year = self._graph.movie_year[asked.films].astype(np.float64)
        dated = year > 0
        if not dated.any():
            return np.zeros(len(theirs))
        years, weights = year[dated], asked.weights[dated]
        if not asked.is_taste:
            years, weights = np.array([years.sum() / len(years)]), np.ones(1)
        near = np.zeros(len(theirs))
        for ours in np.unique(years):
            near += weights[years == ours].sum() * np.exp(-np.abs(ours - theirs) / ERA_YEARS)
        return np.where(theirs > 0, near / weights.sum(), 0.0)

    def _genre(self, asked: Asked, place: np.ndarray, film: np.ndarray, count: int) -> np.ndarray:
        theirs = self._genres(place, film, count)
        [ours] = self._genres(np.zeros(len(asked.films), np.int32), asked.films, 1, asked.weights)
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
        rated = (points + self._mean * _PRIOR_VOTES) / (total + _PRIOR_VOTES) / 100
        return np.log1p(most) / self._most_votes, rated

    def _text(self, asked: Asked, others: Ints) -> np.ndarray:
        if self._vectors is None:
            return np.zeros(len(others))
        theirs = np.asarray(self._vectors.directors[others], dtype=np.float32)
        # Not `@`, which wakes a thread a core: beside other questions they wait for one another.
        cosines = np.vecdot(theirs, centroid(self._vectors, asked))
        return np.maximum(0, cosines).astype(np.float64)
