"""A person: their films by role, and those they work with again and again."""

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

RECURRING = 2
"""Films together from which somebody is a recurring collaborator."""

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
    """What a catalogue knows of one person.

    Attributes
    ----------
    id, name : str
    birth_year, death_year : int or None
    films : int
        Different films they worked on, in whatever role.
    directed : int
        Films they directed.
    credits : polars.DataFrame
        A row a role and film: `role`, `id`, `title`, `original_title`, `year`, `rating`, `votes`.
        Roles in the order of `ROLES`, films by year, the latest first.
    collaborators : polars.DataFrame
        Those with whom they made two films or more: `id`, `name`, `films` (together), `roles`
        (the other's, on these films), `first_year`, `last_year` (of these films, null where
        unknown). Most films first; of as many, the better known.
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
    """All about one person.

    Raises
    ------
    UnknownId
    """
    person = graph.person_row(person_id)
    if person is None:
        raise UnknownId(person_id, "person")
    known = graph.people.row(person, named=True)
    films, masks = _work(graph, person)
    return PersonProfile(
        id=known["id"],
        name=known["name"],
        birth_year=known["birth_year"],
        death_year=known["death_year"],
        films=len(films),
        directed=int((masks >> DIRECTING & 1).sum()),
        credits=_credits(graph, films, masks),
        collaborators=_collaborators(graph, person, films),
    )


def _work(graph: CreditGraph, person: int) -> tuple[Ints, np.ndarray]:
    """Rows of a person's films, ascending, and the mask of their roles on each."""
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
    return pl.concat(parts).cast(pl.Schema(CREDITS))


def _collaborators(graph: CreditGraph, person: int, films: Ints) -> pl.DataFrame:
    """Everybody else on a person's films, counted; directors without a credit, too."""
    place, edges = graph.movie_people.edges(films)
    assert graph.movie_people.roles is not None, "a relation of credits"
    directing_at, director = graph.movie_directors.expand(films)
    mask = np.concatenate(
        [graph.movie_people.roles[edges], np.full(len(director), 1 << DIRECTING, np.uint16)]
    )
    years = graph.movie_year[films[np.concatenate([place, directing_at])]]
    credits = pl.DataFrame(
        {
            "row": np.concatenate(
                [graph.movie_people.targets[edges], graph.director_persons[director]]
            ),
            "film": np.concatenate([place, directing_at]),
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
        .filter(pl.col("films") >= RECURRING)
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
