"""Whose people are looked for: a director's, or those of films that somebody likes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.errors import InvalidArgument, UnknownId
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

MOST_FILMS = 5_000
"""Films of a liked."""

LIKED_FILMS_WEIGHT = 10.0
"""Sum of the weights of a liked's films: it counts as much as a director of so many films, or the
people term would be full with anybody who shares a few of many."""


@dataclass(frozen=True)
class LikedFilms:
    """Films that somebody likes, to be query about in place of a director.

    Attributes
    ----------
    films : tuple of str
        Ids of 1 to 5,000 films, each once.
    weights : tuple of float
        How much each counts, above 0.
    seen : tuple of str
        Further films that are known to them. Who directed one of these or of `films` is no ranking.
    """

    films: tuple[str, ...]
    weights: tuple[float, ...]
    seen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.films) <= MOST_FILMS or len(set(self.films)) != len(self.films):
            raise InvalidArgument(
                f"A liked is 1 to {MOST_FILMS:,} different films, these are {len(self.films):,}."
            )
        weights = np.asarray(self.weights, dtype=np.float64)
        if len(weights) != len(self.films) or not (np.isfinite(weights) & (weights > 0)).all():
            raise InvalidArgument("Give one weight above 0 for each film of a liked.")


@dataclass(frozen=True)
class Query:
    """The same as rows of the graph.

    Attributes
    ----------
    films : int32 array, ascending
        Rows of the films whose people are looked for.
    weights : float64 array
        How much each counts; 1 for a director's.
    directors : int32 array, ascending
        Rows of the directors who are no candidates.
    director, person : int
        Row of the director, and of them as a person; -1 for a liked.
    """

    films: Ints
    weights: npt.NDArray[np.float64]
    directors: Ints
    director: int = -1
    person: int = -1

    @property
    def is_liked(self) -> bool:
        return self.director < 0


def director_query(graph: CreditGraph, director: int) -> Query:
    """A director, by row."""
    films = graph.director_movies.of(director)
    return Query(
        films,
        np.ones(len(films)),
        np.array([director], np.int32),
        director,
        int(graph.director_persons[director]),
    )


def liked_query(graph: CreditGraph, liked: LikedFilms) -> Query:
    """A liked; its weights are brought to a sum of `LIKED_FILMS_WEIGHT`.

    Raises
    ------
    UnknownId
        The catalogue lacks one of its films.
    """
    films, weights = _rows(graph, liked.films), np.array(liked.weights)
    order = np.argsort(films)
    known = np.concatenate([films, _rows(graph, liked.seen)])
    directors = np.unique(graph.movie_directors.expand(known)[1])
    share = LIKED_FILMS_WEIGHT / weights.sum()
    return Query(films[order], weights[order] * share, directors.astype(np.int32))


def centroid(vectors: FilmVectors, query: Query) -> npt.NDArray[np.float32]:
    """Mean of the films' text vectors, length 1, or zeros where none has a text."""
    if not query.is_liked:
        return np.asarray(vectors.directors[query.director], dtype=np.float32)
    known = np.isin(query.films, vectors.movies)
    rows = np.searchsorted(vectors.movies, query.films[known])
    mean = query.weights[known] @ np.asarray(vectors.matrix[rows], dtype=np.float64)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


def _rows(graph: CreditGraph, films: tuple[str, ...]) -> Ints:
    rows = []
    for film in films:
        row = graph.movie_row(film)
        if row is None:
            raise UnknownId(film, "film")
        rows.append(row)
    return np.array(rows, dtype=np.int32)
