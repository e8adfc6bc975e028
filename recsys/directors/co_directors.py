"""Who directed films together with a director."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.scoring.work_links import is_anthology
from recsys.store.graph import CreditGraph


def co_directors(graph: CreditGraph, director: int) -> pl.DataFrame:
    """Everybody who directed a film together with a director, given by row.

    Anthologies do not count. Columns: `id`, `name`, `films_together`, `films` (number that the
    other directed) and `always`: whether neither of the two directed anything without the other.
    Most films together first, then by id.
    """
    anthology = is_anthology(graph)
    films = graph.director_movies.of(director)
    own = films[~anthology[films]]
    _, others = graph.movie_directors.expand(own)
    rows, together = np.unique(others[others != director], return_counts=True)
    owner, film = graph.director_movies.expand(rows.astype(np.int32))
    their_own = np.bincount(owner[~anthology[film]], minlength=len(rows))
    people = graph.people[["id", "name"]][graph.director_persons[rows]]
    columns = (
        pl.Series("films_together", together, dtype=pl.Int64),
        pl.Series("films", graph.films_directed[rows], dtype=pl.Int64),
        pl.Series("always", together == np.maximum(len(own), their_own), dtype=pl.Boolean),
    )
    found: pl.DataFrame = people.with_columns(columns)
    return found.sort("films_together", "id", descending=[True, False])
