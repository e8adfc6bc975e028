"""Films as rows that can be shown: their columns, with directors and cast by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.util.frames import first_of_each, list_column
from recsys.vocabulary.roles import ROLES

CAST_SHOWN = 3
_ACTOR = 1 << ROLES.index("actor")


def film_records(graph: CreditGraph, rows: Sequence[int]) -> pl.DataFrame:
    """Films by row: the columns of `as_frame` that depend on no seed."""
    movies = np.array(rows, dtype=np.int32)
    place, director = graph.movie_directors.expand(movies)
    directors, directed_by = graph.director_persons[director], _counts(place, movies)
    actors, actors_of = _cast(graph, movies)
    # Looked up all at once, since each look-up costs.
    return graph.movies[movies].hstack(
        [
            list_column(graph.people["name"][directors], directed_by).alias("director"),
            list_column(graph.people["name"][actors], actors_of).alias("cast"),
            list_column(graph.people["id"][directors], directed_by).alias("director_ids"),
        ]
    )


def _counts(place: Ints, movies: Ints) -> np.ndarray:
    return np.bincount(place, minlength=len(movies))


def _cast(graph: CreditGraph, movies: Ints) -> tuple[Ints, np.ndarray]:
    """Actors of each film, and how many: those with most votes, whom a reader may know."""
    place, actor = graph.movie_people.expand(movies, _ACTOR)
    best = np.lexsort((-graph.person_votes[actor], place))
    place, actor = place[best], actor[best]
    shown = first_of_each(place, CAST_SHOWN)
    return actor[shown], _counts(place[shown], movies)
