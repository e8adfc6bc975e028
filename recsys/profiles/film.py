"""A film: its facts, everybody on it, and the series it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from recsys.errors import UnknownId
from recsys.store.film_records import film_records
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ROLES

Sql = Callable[[str, list[Any] | None], pl.DataFrame]
"""`Store.sql`: a statement and its parameters to a frame."""

DIRECTING = ROLES.index("director")

PLAYED = ("actor", "self")
"""Roles of which characters are told."""

CREDITS: dict[str, Any] = {
    "role": pl.String,
    "id": pl.String,
    "name": pl.String,
    "characters": pl.List(pl.String),
}

_SAID = """
SELECT
    (SELECT arg_min(source, source_rank) FROM texts WHERE tconst = $1 AND overview IS NOT NULL)
        AS overview_source,
    (SELECT list(title ORDER BY title) FROM titles WHERE tconst = $1) AS titles,
    (SELECT list({'id': pconst, 'characters': characters}) FROM movie_prin
        WHERE tconst = $1 AND characters IS NOT NULL) AS played
"""


@dataclass(frozen=True)
class FilmProfile:
    """What a catalogue knows of one film.

    Attributes
    ----------
    facts : dict
        The columns of `Movies.films`.
    overview_source : str or None
        Name of the source that the overview comes from; None where there is no overview.
    other_titles : list of str
        Alternative titles, in the order of the alphabet.
    credits : polars.DataFrame
        A row a role and person: `role`, `id`, `name`, `characters` (null where unknown). Roles in
        the order of `ROLES`; within one the people with most votes on all of their films first.
    franchise : polars.DataFrame
        Films of the same franchise, itself among them, by year: `id`, `title`, `year`. Empty
        where it has none.
    """

    facts: dict[str, Any]
    overview_source: str | None
    other_titles: list[str]
    credits: pl.DataFrame
    franchise: pl.DataFrame


def film_profile(graph: CreditGraph, sql: Sql, movie_id: str) -> FilmProfile:
    """All about one film.

    Raises
    ------
    UnknownId
    """
    movie = graph.movie_row(movie_id)
    if movie is None:
        raise UnknownId(movie_id, "film")
    said = sql(_SAID, [movie_id]).row(0, named=True)
    known = film_records(graph, [movie]).row(0, named=True)
    members = graph.franchises.members(movie)
    return FilmProfile(
        facts=known,
        overview_source=said["overview_source"],
        other_titles=[
            title
            for title in said["titles"] or []
            if title not in (known["title"], known["original_title"])
        ],
        credits=_credits(graph, movie, said["played"] or []),
        franchise=graph.movies[members].select("id", "title", "year"),
    )


def _credits(graph: CreditGraph, movie: int, played: list[dict[str, Any]]) -> pl.DataFrame:
    people, masks = graph.movie_people.of(movie), graph.movie_people.roles_of(movie)
    characters = {row["id"]: row["characters"] for row in played}
    # Who directed stands in the list of directors, with or without a credit as such.
    directors = graph.director_persons[graph.movie_directors.of(movie)]
    rows = []
    for bit, role in enumerate(ROLES):
        found = people[(masks >> bit & 1) == 1]
        if bit == DIRECTING:
            found = np.union1d(found, directors)
        known_first = found[np.argsort(-graph.person_votes[found], kind="stable")]
        named = graph.people[known_first].select("id", "name")
        plays = role in PLAYED
        rows += [
            (role, person, name, characters.get(person) if plays else None)
            for person, name in named.iter_rows()
        ]
    return pl.DataFrame(rows, schema=CREDITS, orient="row")
