"""Entry films: which film of a recommended director to start with, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

import numpy as np
import polars as pl

from recsys.directors.affinity import DIRECTING_WEIGHT
from recsys.directors.co_credits import credits_of
from recsys.directors.independent import without_anthologies
from recsys.directors.query_films import QueryFilms, centroid
from recsys.scoring.ratings import bayesian_rating, mean_rating
from recsys.scoring.shared_people import rarity, saturated
from recsys.scoring.work_links import is_anthology
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors
from recsys.vocabulary.role_weights import by_role_mask
from recsys.vocabulary.roles import mask_to_roles

SIMILAR_STORY, VERY_SIMILAR_STORY = 0.35, 0.5
"""Minimum cosines for the words `a story like` and `a story much like`."""

_PEOPLE_NAMED = 3

_PRIOR_VOTES = 50
"""Votes for the mean rating that every film starts with, as in the ranking of films."""


@dataclass(frozen=True, kw_only=True)
class EntryWeights:
    """Weight of each term; a film's score is the sum of weight times term. Every term is 0 to 1.

    Attributes
    ----------
    people : float
        1 - exp(-Σ rarity(p) · √(c(p) · w(p, m))) over the people p credited on the query's films
        and on this film m: c counts the query's films with p by the weight of p's role, w is the
        weight of p's role on m. Neither director is a shared person; anthologies and films that
        both directed do not count.
    text : float
        Cosine similarity of the film's text and the mean of the query's films; 0 if either has
        no text or it is negative.
    rated : float
        Bayesian rating out of 10, as in the ranking of films.
    """

    people: float = 0.5
    text: float = 1.0
    rated: float = 2.0


TERMS: tuple[str, ...] = tuple(field.name for field in fields(EntryWeights))


def entry_films(
    graph: CreditGraph,
    vectors: FilmVectors | None,
    ratings: np.ndarray,
    query: QueryFilms,
    other: int,
    role_mask: int,
    min_votes: int,
    limit: int | None = None,
) -> pl.DataFrame:
    """The films of a director, given by row, the nearest to the query's films first.

    Columns: `id`, `title`, `year`, `score`, `rating`, `votes`, `reason` in words, and `terms`
    (struct of one number per term; they add up to the score). Ties by id. The query's own films
    are left out unless the director has no others.

    Parameters
    ----------
    ratings : float64 array, shape (films of the catalogue,)
        `rating_term` of the build.
    limit : int, optional
        Number of films. Default: all.
    """
    films = graph.director_movies.of(other)
    films = films[graph.movie_votes[films] >= min_votes]
    new_films = films[~np.isin(films, query.films)]
    only_query_films = not len(new_films)
    films = films if only_query_films else new_films
    people = _SharedPeople(graph, query, other, films, role_mask)
    stories = _Stories(graph, vectors, query, films)
    terms = {"people": people.term(), "text": stories.term(), "rated": ratings[films]}
    weights = asdict(EntryWeights())
    weighted = pl.DataFrame({name: weights[name] * terms[name] for name in TERMS})
    score = np.round(weighted.sum_horizontal().to_numpy(), 12)
    best = np.lexsort((films, -score))[:limit]  # rows of films are in the order of their ids
    movies = graph.movies[films[best]].select("id", "title", "year", "rating", "votes")
    joint = ["on the list"]
    if not query.are_liked:
        joint = [f"directed together with {graph.people['name'][query.person]}"]
    reasons = [
        _reason(joint if only_query_films else [people.words(film), stories.words(film)], rating)
        for film, rating in zip(best.tolist(), movies["rating"], strict=True)
    ]
    return movies.select(
        "id",
        "title",
        "year",
        pl.Series("score", score[best], dtype=pl.Float64),
        "rating",
        "votes",
        pl.Series("reason", reasons, dtype=pl.String),
        weighted[best].to_struct("terms"),
    )


def rating_term(graph: CreditGraph) -> np.ndarray:
    """Bayesian rating of every film of a build, 0 to 1, shape (films,)."""
    tenths, votes = graph.movie_rating_tenths, graph.movie_votes
    return bayesian_rating(tenths * votes, votes, mean_rating(tenths, votes), _PRIOR_VOTES)


class _SharedPeople:
    """The people of the query's films who are credited on a director's films, film by film.

    A film is given by its index in `films`.
    """

    def __init__(
        self, graph: CreditGraph, query: QueryFilms, other: int, films: Ints, role_mask: int
    ) -> None:
        weight = by_role_mask(directing=DIRECTING_WEIGHT)
        joint = np.isin(query.films, graph.director_movies.of(other))
        own = replace(query, films=query.films[~joint], weights=query.weights[~joint])
        own = without_anthologies(graph, own)
        place, person, credit = credits_of(graph.movie_people, own.films, role_mask, weight)
        apart = person != query.person
        people, whose = np.unique(person[apart], return_inverse=True)
        query_credits = np.bincount(whose, weights=(credit * own.weights[place])[apart])
        credits = graph.movie_people
        assert credits.roles is not None, "a relation of credits"
        film, edges = credits.edges(films)
        person, roles = credits.targets[edges], credits.roles[edges] & role_mask
        shared = np.isin(person, people) & (roles != 0) & ~is_anthology(graph)[films[film]]
        shared &= person != graph.director_persons[other]
        self._graph, self._count = graph, len(films)
        self._film, self._person, self._roles = film[shared], person[shared], roles[shared]
        counts = query_credits[np.searchsorted(people, self._person)]
        rare = rarity(graph.person_movies.counts(self._person))
        self._contribution = rare * np.sqrt(counts * weight[self._roles])

    def term(self) -> np.ndarray:
        """The people term of each film."""
        total = np.bincount(self._film, weights=self._contribution, minlength=self._count)
        return saturated(total)

    def words(self, film: int) -> str:
        """The shared people, the largest contribution first: `with Christopher Doyle (editor)`."""
        rows = np.flatnonzero(self._film == film)
        rows = rows[np.lexsort((self._person[rows], -self._contribution[rows]))]
        names = self._graph.people["name"].gather(self._person[rows[:_PEOPLE_NAMED]])
        listed = [
            f"{name} ({', '.join(mask_to_roles(int(mask))).replace('_', ' ')})"
            for name, mask in zip(names, self._roles[rows], strict=False)
        ]
        more = len(rows) - len(listed)
        if more:
            listed.append(f"{more} more of the same people")
        return "with " + _joined(listed) if listed else ""


class _Stories:
    """Text similarity between a director's films and the query's films.

    A film is given by its index in `films`.
    """

    def __init__(
        self, graph: CreditGraph, vectors: FilmVectors | None, query: QueryFilms, films: Ints
    ) -> None:
        self._titles, self._query_films = graph.movies["title"], query.films
        self._similarity = np.zeros(len(films))
        self._cosines = np.empty((0, 0), np.float32)
        self._with_text = np.empty(0, np.int64)
        if vectors is None:
            return
        self._query_with_text, rows = _with_text(vectors, query.films)
        if not len(rows):
            return
        query_texts = vectors.matrix[rows]
        self._with_text, rows = _with_text(vectors, films)
        texts = vectors.matrix[rows]
        self._similarity[self._with_text] = np.maximum(0, texts @ centroid(vectors, query))
        self._cosines = texts @ query_texts.T

    def term(self) -> np.ndarray:
        """The text term of each film."""
        return self._similarity

    def words(self, film: int) -> str:
        """The nearest of the query's films, `a story like Chungking Express`; empty if none is."""
        row = np.flatnonzero(self._with_text == film)
        if not len(row):
            return ""
        cosine = self._cosines[row[0]]
        best = int(np.argmax(cosine))
        if cosine[best] < SIMILAR_STORY:
            return ""
        much = "much " if cosine[best] >= VERY_SIMILAR_STORY else ""
        nearest = self._query_films[self._query_with_text[best]]
        return f"a story {much}like {self._titles[int(nearest)]}"


def _with_text(vectors: FilmVectors, films: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the films that have a text, and their rows of the matrix."""
    rows = [vectors.row_of(int(film)) for film in films]
    indices = [index for index, row in enumerate(rows) if row is not None]
    return np.array(indices, np.int64), np.array([rows[index] for index in indices], np.int64)


def _reason(parts: list[str], rating: float | None) -> str:
    reasons = [part for part in parts if part]
    if rating is not None:
        reasons.append(f"rated {rating:.1f}")
    return "; ".join(reasons) or "no shared people, similar text or rating to go by"


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
