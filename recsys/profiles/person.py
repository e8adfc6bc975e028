"""The profile of a person: their films by role, and their recurring collaborators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from recsys.errors import UnknownId
from recsys.profiles.film import DIRECTING
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ROLES, mask_to_roles

MIN_RECURRING = 2
"""Minimum films together for a recurring collaborator."""

CREDITS: dict[str, Any] = {
    "role": pl.String,
    "id": pl.String,
    "title": pl.String,
    "original_title": pl.String,
    "year": pl.Int16,
    "rating": pl.Float64,
    "votes": pl.Int32,
}
COLLABORATORS: dict[str, Any] = {
    "id": pl.String,
    "name": pl.String,
    "films": pl.Int64,
    "roles": pl.List(pl.String),
    "first_year": pl.Int16,
    "last_year": pl.Int16,
}


@dataclass(frozen=True)
class PersonProfile:
    """Everything a catalogue knows about one person.

    Attributes
    ----------
    id, name : str
    birth_year, death_year : int or None
    films : int
        Number of distinct films, in any role.
    directed : int
        Number of films directed.
    credits : polars.DataFrame
        One row per role and film: `role`, `id`, `title`, `original_title`, `year`, `rating`,
        `votes`. Roles are in the order of `ROLES`, films by year, latest first.
    collaborators : polars.DataFrame
        People with at least two films together: `id`, `name`, `films` (together), `roles` (the
        collaborator's, on these films), `first_year`, `last_year` (of these films, null if
        unknown). Sorted by films, then by the votes on the collaborator's films, descending.
    """

    id: str
    name: str
    birth_year: int | None
    death_year: int | None
    films: int
    directed: int
    credits: pl.DataFrame
    collaborators: pl.DataFrame


def person_profile(graph: CreditGraph, person_id: str) -> PersonProfile:
    """Return the profile of a person.

    Raises
    ------
    UnknownId
    """
    person = graph.person_row(person_id)
    if person is None:
        raise UnknownId(person_id, "person")
    record = graph.people.row(person, named=True)
    films, masks = _filmography(graph, person)
    return PersonProfile(
        id=record["id"],
        name=record["name"],
        birth_year=record["birth_year"],
        death_year=record["death_year"],
        films=len(films),
        directed=int((masks >> DIRECTING & 1).sum()),
        credits=_credits(graph, films, masks),
        collaborators=_collaborators(graph, person, films),
    )


def _filmography(graph: CreditGraph, person: int) -> tuple[Ints, np.ndarray]:
    """Return the rows of a person's films, ascending, and their role mask on each."""
    credited = graph.person_movies.of(person)
    director = graph.director_row(person)
    directed = credited[:0] if director is None else graph.director_movies.of(director)
    films = np.union1d(credited, directed).astype(np.int32)
    masks = np.zeros(len(films), dtype=np.uint16)
    masks[np.searchsorted(films, credited)] = graph.person_movies.roles_of(person)
    masks[np.searchsorted(films, directed)] |= 1 << DIRECTING
    return films, masks


def _credits(graph: CreditGraph, films: Ints, masks: np.ndarray) -> pl.DataFrame:
    latest_first = np.lexsort((films, -graph.movie_year[films].astype(np.int32)))
    films, masks = films[latest_first], masks[latest_first]
    columns = [name for name in CREDITS if name != "role"]
    parts = []
    for bit, role in enumerate(ROLES):
        of_role = graph.movies[films[(masks >> bit & 1) == 1]].select(columns)
        parts.append(of_role.select(pl.lit(role).alias("role"), *columns))
    credits: pl.DataFrame = pl.concat(parts).cast(pl.Schema(CREDITS))
    return credits


def _collaborators(graph: CreditGraph, person: int, films: Ints) -> pl.DataFrame:
    """Count the collaborators on a person's films, including directors without a credit."""
    credit_film, edges = graph.movie_people.edges(films)
    assert graph.movie_people.roles is not None, "a relation of credits"
    directed_film, director = graph.movie_directors.expand(films)
    mask = np.concatenate(
        [graph.movie_people.roles[edges], np.full(len(director), 1 << DIRECTING, np.uint16)]
    )
    years = graph.movie_year[films[np.concatenate([credit_film, directed_film])]]
    credits = pl.DataFrame(
        {
            "row": np.concatenate(
                [graph.movie_people.targets[edges], graph.director_persons[director]]
            ),
            "film": np.concatenate([credit_film, directed_film]),
            "mask": mask,
            "year": pl.Series(years).replace(0, None),
        }
    )
    counted = (
        credits.filter(pl.col("row") != person)
        .group_by("row")
        .agg(
            pl.col("film").n_unique().cast(pl.Int64).alias("films"),
            pl.col("mask").bitwise_or(),
            pl.col("year").min().alias("first_year"),
            pl.col("year").max().alias("last_year"),
        )
        .filter(pl.col("films") >= MIN_RECURRING)
    )
    people = counted["row"].to_numpy()
    counted = counted.with_columns(
        graph.people["id"].gather(people),
        graph.people["name"].gather(people),
        pl.Series("votes", graph.person_votes[people]),
        pl.Series("roles", list(map(mask_to_roles, counted["mask"])), pl.List(pl.String)),
    )
    ordered = counted.sort("films", "votes", "id", descending=[True, True, False])
    return ordered.select(list(COLLABORATORS)).cast(pl.Schema(COLLABORATORS))
