"""Where to start with a recommended director: their films nearest to those query about."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

import numpy as np
import polars as pl

from recsys.directors.affinity import DIRECTING_WEIGHT
from recsys.directors.co_credits import people_of
from recsys.directors.query import Query, centroid
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.vocabulary.role_weights import by_role_mask
from recsys.vocabulary.roles import mask_to_roles

LIKE, MUCH_LIKE = 0.35, 0.5
"""Cosines from which a story is called like another, and much like it."""

_PEOPLE_NAMED = 3

_PRIOR_VOTES = 50
"""Votes of the average rating that each film is contribution before its own, as in the films' ranking."""


@dataclass(frozen=True, kw_only=True)
class EntryWeights:
    """One weight a term; a film's score is the sum of term times weight. Every term is 0 to 1.

    Attributes
    ----------
    people : float
        1 - exp(-Σ rarity(p) · √(c(p) · w(p, m))) over the people p on both directors' films: c
        counts the chosen director's films with p by the weight of p's role, w is that of p's role
        on this film. Neither director is a shared person.
    text : float
        Cosine of the film's text with the mean of the chosen director's films, 0 where one has
        none or it is below 0.
    rated : float
        Rating of 10, drawn to the average where votes are few, as in the ranking of films.
    """

    people: float = 0.5
    text: float = 1.0
    rated: float = 2.0


TERMS: tuple[str, ...] = tuple(field.name for field in fields(EntryWeights))


def entry_films(
    graph: CreditGraph,
    vectors: FilmVectors | None,
    rated: np.ndarray,
    query: Query,
    other: int,
    role_mask: int,
    min_votes: int,
    limit: int | None = None,
) -> pl.DataFrame:
    """The films of `other`, the row of a director; nearest to those query about first.

    Columns: `id`, `title`, `year`, `score`, `rating`, `votes`, `reason` in words, and `terms`
    (struct, one number a term, they add up to the score). Ties by id. Films that are among those
    query about are left out unless there are no others.

    Parameters
    ----------
    rated : float64 array
        `rated_term` of the build.
    limit : int, optional
        Films named. Default: all.
    """
    films, ours = graph.director_movies.of(other), query.films
    films = films[graph.movie_votes[films] >= min_votes]
    apart = films[~np.isin(films, ours)]
    together = not len(apart)
    films = films if together else apart
    people = _SharedPeople(graph, query, other, films, role_mask)
    stories = _Stories(graph, vectors, query, films)
    terms = {"people": people.term(), "text": stories.term(), "rated": rated[films]}
    weights = asdict(EntryWeights())
    weighed = pl.DataFrame({name: weights[name] * terms[name] for name in TERMS})
    score = np.round(weighed.sum_horizontal().to_numpy(), 12)
    best = np.lexsort((films, -score))[:limit]  # rows of films are in the order of their ids
    movies = graph.movies[films[best]].select("id", "title", "year", "rating", "votes")
    both = ["on the list"]
    if not query.is_liked:
        both = [f"directed together with {graph.people['name'][query.person]}"]
    reasons = [
        _reason(both if together else [people.words(place), stories.words(place)], rating)
        for place, rating in zip(best.tolist(), movies["rating"], strict=True)
    ]
    return movies.select(
        "id",
        "title",
        "year",
        pl.Series("score", score[best], dtype=pl.Float64),
        "rating",
        "votes",
        pl.Series("reason", reasons, dtype=pl.String),
        weighed[best].to_struct("terms"),
    )


def rated_term(graph: CreditGraph) -> np.ndarray:
    """The rating term of every film of a build."""
    tenths, votes = graph.movie_rating_tenths, graph.movie_votes
    return bayesian_rating(tenths * votes, votes, mean_rating(tenths, votes), _PRIOR_VOTES)


class _SharedPeople:
    """The people of one director's films who work on another's, film by film."""

    def __init__(
        self, graph: CreditGraph, query: Query, other: int, films: Ints, role_mask: int
    ) -> None:
        weight = by_role_mask(directing=DIRECTING_WEIGHT)
        people, ours = people_of(graph, query, role_mask, weight, own_collaborator=False)
        credits = graph.movie_people
        assert credits.roles is not None, "a relation of credits"
        place, edges = credits.edges(films)
        person, roles = credits.targets[edges], credits.roles[edges] & role_mask
        shared = np.isin(person, people) & (roles != 0)
        shared &= person != graph.director_persons[other]
        self._graph, self._films = graph, len(films)
        self._place, self._person, self._roles = place[shared], person[shared], roles[shared]
        counts = ours[np.searchsorted(people, self._person)]
        rare = rarity(graph.person_movies.counts(self._person))
        self._given = rare * np.sqrt(counts * weight[self._roles])

    def term(self) -> np.ndarray:
        """The people term of each film."""
        contribution = np.bincount(self._place, weights=self._given, minlength=self._films)
        return saturated(contribution)

    def words(self, place: int) -> str:
        """`with Christopher Doyle (cinematographer) and 2 more they share`; who gave most first."""
        here = np.flatnonzero(self._place == place)
        here = here[np.lexsort((self._person[here], -self._given[here]))]
        names = self._graph.people["name"].gather(self._person[here[:_PEOPLE_NAMED]])
        listed = [
            f"{name} ({', '.join(mask_to_roles(int(mask))).replace('_', ' ')})"
            for name, mask in zip(names, self._roles[here], strict=False)
        ]
        more = len(here) - len(listed)
        if more:
            listed.append(f"{more} more of the same people")
        return "with " + _listed(listed) if listed else ""


class _Stories:
    """How like the stories of one director's films are to those query about."""

    def __init__(
        self, graph: CreditGraph, vectors: FilmVectors | None, query: Query, films: Ints
    ) -> None:
        self._titles, self._ours = graph.movies["title"], query.films
        self._near, self._cosines = np.zeros(len(films)), np.empty((0, 0), np.float32)
        self._places = np.empty(0, np.int64)
        if vectors is None:
            return
        self._known, rows = _with_text(vectors, query.films)
        if not len(rows):
            return
        own = vectors.matrix[rows]
        self._places, rows = _with_text(vectors, films)
        texts = vectors.matrix[rows]
        self._near[self._places] = np.maximum(0, texts @ centroid(vectors, query))
        self._cosines = texts @ own.T

    def term(self) -> np.ndarray:
        """The text term of each film."""
        return self._near

    def words(self, place: int) -> str:
        """`a story like Chungking Express`, the nearest of those query about; else nothing."""
        at = np.flatnonzero(self._places == place)
        if not len(at):
            return ""
        cosine = self._cosines[at[0]]
        best = int(np.argmax(cosine))
        if cosine[best] < LIKE:
            return ""
        much = "much " if cosine[best] >= MUCH_LIKE else ""
        return f"a story {much}like {self._titles[int(self._ours[self._known[best]])]}"


def _with_text(vectors: FilmVectors, films: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Places of the films that have a text, and their rows of the matrix."""
    rows = [vectors.row_of(int(film)) for film in films]
    places = [place for place, row in enumerate(rows) if row is not None]
    return np.array(places, np.int64), np.array([rows[place] for place in places], np.int64)


def _reason(parts: list[str], rating: float | None) -> str:
    said = [part for part in parts if part]
    if rating is not None:
        said.append(f"rated {rating:.1f}")
    return "; ".join(said) or "neither people, text nor rating to go by"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
