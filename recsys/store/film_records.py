"""Films as records for display: their columns, with the names of directors and cast."""

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
    """One row per film: the columns of `CreditGraph.movies`, `director`, `cast`, `director_ids`."""
    movies = np.array(rows, dtype=np.int32)
    film, director = graph.movie_directors.expand(movies)
    directors, director_counts = graph.director_persons[director], _counts(film, movies)
    actors, actor_counts = _cast(graph, movies)
    # One look-up for all films: each costs the same whatever its length.
    return graph.movies[movies].hstack(
        [
            list_column(graph.people["name"][directors], director_counts).alias("director"),
            list_column(graph.people["name"][actors], actor_counts).alias("cast"),
            list_column(graph.people["id"][directors], director_counts).alias("director_ids"),
        ]
    )


def _counts(film: Ints, movies: Ints) -> np.ndarray:
    return np.bincount(film, minlength=len(movies))


def _cast(graph: CreditGraph, movies: Ints) -> tuple[Ints, np.ndarray]:
    """The `CAST_SHOWN` actors of each film with the most votes, and their number per film."""
    film, actor = graph.movie_people.expand(movies, _ACTOR)
    order = np.lexsort((-graph.person_votes[actor], film))
    film, actor = film[order], actor[order]
    shown = first_of_each(film, CAST_SHOWN)
    return actor[shown], _counts(film[shown], movies)
