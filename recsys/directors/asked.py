"""Whose people are looked for: a director's, or those of films that somebody likes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.errors import InvalidArgument, UnknownId
from recsys.store.graph import CreditGraph, Ints
from recsys.store.vectors import FilmVectors

MOST_FILMS = 5_000
"""Films of a taste."""

TASTE_FILMS = 10.0
"""Sum of the weights of a taste's films: it counts as much as a director of so many films, or the
people term would be full with anybody who shares a few of many."""


@dataclass(frozen=True)
class Taste:
    """Films that somebody likes, to be asked about in place of a director.

    Attributes
    ----------
    films : tuple of str
        Ids of 1 to 5,000 films, each once.
    weights : tuple of float
        How much each counts, above 0.
    seen : tuple of str
        Further films that are known to them. Who directed one of these or of `films` is no answer.
    """

    films: tuple[str, ...]
    weights: tuple[float, ...]
    seen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.films) <= MOST_FILMS or len(set(self.films)) != len(self.films):
            raise InvalidArgument(
                f"A taste is 1 to {MOST_FILMS:,} different films, these are {len(self.films):,}."
            )
        weights = np.asarray(self.weights, dtype=np.float64)
        if len(weights) != len(self.films) or not (np.isfinite(weights) & (weights > 0)).all():
            raise InvalidArgument("Give one weight above 0 for each film of a taste.")


@dataclass(frozen=True)
class Asked:
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
        Row of the director, and of them as a person; -1 for a taste.
    """

    films: Ints
    weights: npt.NDArray[np.float64]
    directors: Ints
    director: int = -1
    person: int = -1

    @property
    def is_taste(self) -> bool:
        return self.director < 0


def asked_director(graph: CreditGraph, director: int) -> Asked:
    """A director, by row."""
    films = graph.director_movies.of(director)
    return Asked(
        films,
        np.ones(len(films)),
        np.array([director], np.int32),
        director,
        int(graph.director_persons[director]),
    )


def asked_taste(graph: CreditGraph, taste: Taste) -> Asked:
    """A taste; its weights are brought to a sum of `TASTE_FILMS`.

    Raises
    ------
    UnknownId
        The catalogue lacks one of its films.
    """
    films, weights = _rows(graph, taste.films), np.array(taste.weights)
    order = np.argsort(films)
    known = np.concatenate([films, _rows(graph, taste.seen)])
    directors = np.unique(graph.movie_directors.expand(known)[1])
    share = TASTE_FILMS / weights.sum()
    return Asked(films[order], weights[order] * share, directors.astype(np.int32))


def centroid(vectors: FilmVectors, asked: Asked) -> npt.NDArray[np.float32]:
    """Mean of the films' text vectors, length 1, or zeros where none has a text."""
    if not asked.is_taste:
        return np.asarray(vectors.directors[asked.director], dtype=np.float32)
    known = np.isin(asked.films, vectors.movies)
    rows = np.searchsorted(vectors.movies, asked.films[known])
    mean = asked.weights[known] @ np.asarray(vectors.matrix[rows], dtype=np.float64)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


def _rows(graph: CreditGraph, films: tuple[str, ...]) -> Ints:
    rows = []
    for film in films:
        row = graph.movie_row(film)
        if row is None:
            raise UnknownId(film, "film")
        rows.append(row)
    return np.array(rows, dtype=np.int32)
