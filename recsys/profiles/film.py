"""The profile of a film: its facts, credits and franchise."""

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
"""`Store.sql`: runs a statement with parameters and returns a frame."""

DIRECTING = ROLES.index("director")

CHARACTER_ROLES = ("actor", "self")
"""Roles whose credits name characters."""

CREDITS: dict[str, Any] = {
    "role": pl.String,
    "id": pl.String,
    "name": pl.String,
    "characters": pl.List(pl.String),
}

_FACTS = """
SELECT
    (SELECT arg_min(source, source_rank) FROM texts WHERE tconst = $1 AND overview IS NOT NULL)
        AS overview_source,
    (SELECT list(title ORDER BY title) FROM titles WHERE tconst = $1) AS titles,
    (SELECT list({'id': pconst, 'characters': characters}) FROM movie_prin
        WHERE tconst = $1 AND characters IS NOT NULL) AS played
"""


@dataclass(frozen=True)
class FilmProfile:
    """Everything a catalogue knows about one film.

    Attributes
    ----------
    facts : dict
        The columns of `Movies.films`.
    overview_source : str or None
        Name of the overview's source; None without an overview.
    other_titles : list of str
        Alternative titles, in alphabetical order.
    credits : polars.DataFrame
        One row per role and person: `role`, `id`, `name`, `characters` (null if unknown). Roles are
        in the order of `ROLES`; within a role, people are sorted by the votes on their films.
    franchise : polars.DataFrame
        The films of its franchise, including itself, by year: `id`, `title`, `year`. Empty
        without a franchise.
    """

    facts: dict[str, Any]
    overview_source: str | None
    other_titles: list[str]
    credits: pl.DataFrame
    franchise: pl.DataFrame


def film_profile(graph: CreditGraph, sql: Sql, movie_id: str) -> FilmProfile:
    """Return the profile of a film.

    Raises
    ------
    UnknownId
    """
    movie = graph.movie_row(movie_id)
    if movie is None:
        raise UnknownId(movie_id, "film")
    stored = sql(_FACTS, [movie_id]).row(0, named=True)
    record = film_records(graph, [movie]).row(0, named=True)
    members = graph.franchises.members(movie)
    return FilmProfile(
        facts=record,
        overview_source=stored["overview_source"],
        other_titles=[
            title
            for title in stored["titles"] or []
            if title not in (record["title"], record["original_title"])
        ],
        credits=_credits(graph, movie, stored["played"] or []),
        franchise=graph.movies[members].select("id", "title", "year"),
    )


def _credits(graph: CreditGraph, movie: int, played: list[dict[str, Any]]) -> pl.DataFrame:
    people, masks = graph.movie_people.of(movie), graph.movie_people.roles_of(movie)
    characters = {row["id"]: row["characters"] for row in played}
    # The list of directors is complete; a director may lack a credit for it.
    directors = graph.director_persons[graph.movie_directors.of(movie)]
    rows = []
    for bit, role in enumerate(ROLES):
        members = people[(masks >> bit & 1) == 1]
        if bit == DIRECTING:
            members = np.union1d(members, directors)
        by_votes = members[np.argsort(-graph.person_votes[members], kind="stable")]
        names = graph.people[by_votes].select("id", "name")
        has_characters = role in CHARACTER_ROLES
        rows += [
            (role, person, name, characters.get(person) if has_characters else None)
            for person, name in names.iter_rows()
        ]
    return pl.DataFrame(rows, schema=CREDITS, orient="row")
