"""The films that a query starts from: those of a director, or those a reader likes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recsys.errors import InvalidArgument, UnknownId
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.store.vectors import FilmVectors

MAX_LIKED_FILMS = 5_000

LIKED_FILMS_WEIGHT = 10.0
"""Sum of the weights of liked films: they count like a director of ten films. A larger sum would
saturate the people term for every candidate who shares a few of many people."""


@dataclass(frozen=True)
class LikedFilms:
    """Films that a reader likes, to be used as a query in place of a director.

    Attributes
    ----------
    films : tuple of str
        Ids of 1 to 5,000 different films.
    weights : tuple of float
        Weight of each film, above 0.
    seen : tuple of str
        Ids of further films that the reader has seen. Directors of these films and of `films` are
        not recommended.
    """

    films: tuple[str, ...]
    weights: tuple[float, ...]
    seen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.films) <= MAX_LIKED_FILMS or len(set(self.films)) != len(self.films):
            raise InvalidArgument(
                f"Liked films must be 1 to {MAX_LIKED_FILMS:,} different films, "
                f"not {len(self.films):,}."
            )
        weights = np.asarray(self.weights, dtype=np.float64)
        if len(weights) != len(self.films) or not (np.isfinite(weights) & (weights > 0)).all():
            raise InvalidArgument("Give each liked film one weight above 0.")


@dataclass(frozen=True)
class QueryFilms:
    """The films of a query as rows of the graph.

    Attributes
    ----------
    films : int32 array, ascending
        Rows of the films.
    weights : float64 array
        Weight of each film; 1 for a director's films.
    excluded_directors : int32 array, ascending
        Rows of the directors who are not candidates.
    director, person : int
        Row of the director, as a director and as a person; -1 for liked films.
    """

    films: Ints
    weights: npt.NDArray[np.float64]
    excluded_directors: Ints
    director: int = -1
    person: int = -1

    @property
    def are_liked(self) -> bool:
        """Whether these are liked films, not a director's."""
        return self.director < 0

    @classmethod
    def of_director(cls, graph: CreditGraph, director: int) -> QueryFilms:
        """The films of a director, given by row."""
        films = graph.director_movies.of(director)
        return cls(
            films,
            np.ones(len(films)),
            np.array([director], np.int32),
            director,
            int(graph.director_persons[director]),
        )

    @classmethod
    def of_liked(cls, graph: CreditGraph, liked: LikedFilms) -> QueryFilms:
        """Liked films; their weights are scaled to sum to `LIKED_FILMS_WEIGHT`.

        Raises
        ------
        UnknownId
            The catalogue lacks one of the films.
        """
        films, weights = _rows(graph, liked.films), np.array(liked.weights)
        order = np.argsort(films)
        seen = np.concatenate([films, _rows(graph, liked.seen)])
        excluded = np.unique(graph.movie_directors.expand(seen)[1])
        scale = LIKED_FILMS_WEIGHT / weights.sum()
        return cls(films[order], weights[order] * scale, excluded.astype(np.int32))


def centroid(vectors: FilmVectors, query: QueryFilms) -> npt.NDArray[np.float32]:
    """Normalised mean of the films' text vectors; zeros if no film has a text."""
    if not query.are_liked:
        return np.asarray(vectors.directors[query.director], dtype=np.float32)
    with_text = np.isin(query.films, vectors.movies)
    rows = np.searchsorted(vectors.movies, query.films[with_text])
    mean = query.weights[with_text] @ np.asarray(vectors.matrix[rows], dtype=np.float64)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


def _rows(graph: CreditGraph, films: tuple[str, ...]) -> Ints:
    rows = []
    for film in films:
        row = graph.movie_row(film)
        if row is None:
            raise UnknownId(film, "film")
        rows.append(row)
    return np.array(rows, dtype=np.int32)
