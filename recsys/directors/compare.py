"""Comparison of two to six directors: shared people, their roles and years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.directors.chance import ChanceModels
from recsys.directors.pairs import against_chance
from recsys.directors.shared_work import (
    by_role,
    first_and_last,
    on_each_other,
    shared_people,
    shared_work,
)
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph

MIN_COMPARED, MAX_COMPARED = 2, 6
"""Number of directors in a comparison; `intersections` has a row for each of their subsets."""

_NAMED_PEOPLE = 5
"""People named per intersection."""


@dataclass(frozen=True)
class Comparison:
    """What directors share; the frames keep the order of the directors as given.

    A collaborator of a director is a person credited on one of their films, except the director.
    A shared person is a collaborator of two or more of the directors.

    Attributes
    ----------
    directors : polars.DataFrame
        `id`, `name`, `films` (number directed), `collaborators`, `shared` (collaborators shared
        with another of the directors), `first_year`, `last_year`.
    people : polars.DataFrame
        A row per shared person: `id`, `name`, `role` (the role on most of the films), `roles`
        (list), `directors` (number of the compared directors), `films` (number of different
        films), `films_with` (list: number of films with each director, in their order),
        `first_year`, `last_year` (null if no year is known). By number of directors, then films,
        both descending, then by id.
    work : polars.DataFrame
        A row per shared person, director and film: `person_id`, `person`, `director_id`,
        `director`, `id`, `title`, `year`, `roles` (list). In the order of `people`, then by year.
    roles : polars.DataFrame
        `role`, `directors`, `people`: the number of people shared by that number of directors,
        with that role on most of their films.
    pairs : polars.DataFrame
        A row per pair of directors: `first_id`, `first`, `second_id`, `second`, `shared`
        (people), `overlap` (shared / √(|C(a)| · |C(b)|), 0 to 1), `independent` (shared people
        without anthologies and films that both directed, as on the Directors page), `expected`
        (the same by chance), `p`, `q` (false discovery rate among these pairs), the same three
        with `window_` if only contemporaries can meet (null with roles), `films_together`.
    intersections : polars.DataFrame
        A row per non-empty set of directors: `ids`, `directors` (lists), `size`, `people`
        (number of collaborators of exactly these), `at_least` (of these and possibly others),
        `who` (names of the first of `people`). Includes sets without people. Most people first,
        then the larger set.
    each_other : polars.DataFrame
        Credits of the directors on each other's films that they did not direct: `person_id`,
        `person`, `director_id`, `director`, `id`, `title`, `year`, `roles`.
    """

    directors: pl.DataFrame
    people: pl.DataFrame
    work: pl.DataFrame
    roles: pl.DataFrame
    pairs: pl.DataFrame
    intersections: pl.DataFrame
    each_other: pl.DataFrame


def compare(
    graph: CreditGraph, chance: ChanceModels, directors: Ints, role_mask: int
) -> Comparison:
    """Compare directors, given by row; only credits in the given roles count."""
    careers = _careers(graph, directors)
    credits = _credits(graph, directors, role_mask)
    sets = _sets(credits)
    exact = np.bincount(sets["set"].to_numpy(), minlength=1 << len(directors))
    subsets = np.arange(1 << len(directors))
    at_least = ((subsets[:, None] & subsets) == subsets[:, None]) @ exact
    shared = sets.filter(pl.col("set").bitwise_count_ones() > 1)
    people = shared_people(graph, credits.join(shared, on="person"), len(directors))
    return Comparison(
        directors=_summary(careers, exact, at_least),
        people=people.drop("person", "set"),
        work=shared_work(graph, credits, careers, people),
        roles=by_role(people),
        pairs=_pairs(careers, at_least).hstack(against_chance(graph, chance, directors, role_mask)),
        intersections=_intersections(careers, exact, at_least, people),
        each_other=on_each_other(graph, directors, credits, careers),
    )


def _careers(graph: CreditGraph, directors: Ints) -> pl.DataFrame:
    """A row per director, in the given order.

    Columns: `director` (index), `person` (row), `id`, `name`, `films`, `first_year`, `last_year`.
    """
    owner, film = graph.director_movies.expand(directors)
    films = pl.DataFrame({"director": owner, "year": graph.movie_year[film]})
    persons = graph.director_persons[directors]
    years = films.filter(pl.col("year") > 0).group_by("director").agg(*first_and_last())
    return (
        graph.people[persons]
        .select(
            pl.int_range(pl.len(), dtype=pl.Int32).alias("director"),
            pl.Series("person", persons),
            "id",
            "name",
            pl.Series("films", graph.films_directed[directors]),
        )
        .join(years, on="director", how="left", maintain_order="left")
    )


def _credits(graph: CreditGraph, directors: Ints, role_mask: int) -> pl.DataFrame:
    """Every credit on the directors' films: `director` (index), `person`, `movie`, `mask`."""
    relation = graph.movie_people
    assert relation.roles is not None, "a relation of credits"
    owner, film = graph.director_movies.expand(directors)
    index, edges = relation.edges(film)
    person, mask = relation.targets[edges], relation.roles[edges] & role_mask
    counted = (mask != 0) & (person != graph.director_persons[directors[owner[index]]])
    columns = {"director": owner[index], "person": person, "movie": film[index], "mask": mask}
    return pl.DataFrame({name: values[counted] for name, values in columns.items()})


def _sets(credits: pl.DataFrame) -> pl.DataFrame:
    """`person` and `set`, the directors they worked for: bit i stands for director i."""
    unique = credits.unique(["person", "director"])
    bit = 2 ** pl.col("director").cast(pl.Int64)
    return unique.group_by("person").agg(bit.sum().alias("set"))


def _summary(careers: pl.DataFrame, exact: np.ndarray, at_least: np.ndarray) -> pl.DataFrame:
    single = 1 << np.arange(careers.height)
    return careers.select(
        "id",
        "name",
        "films",
        pl.Series("collaborators", at_least[single]),
        pl.Series("shared", at_least[single] - exact[single]),
        "first_year",
        "last_year",
    )


def _pairs(careers: pl.DataFrame, at_least: np.ndarray) -> pl.DataFrame:
    a, b = np.triu_indices(careers.height, 1)
    shared, people_a, people_b = at_least[1 << a | 1 << b], at_least[1 << a], at_least[1 << b]
    first, second = careers[a], careers[b]
    return pl.DataFrame(
        {
            "first_id": first["id"],
            "first": first["name"],
            "second_id": second["id"],
            "second": second["name"],
            "shared": shared,
            "overlap": shared / np.sqrt(np.maximum(1, people_a * people_b)),
        }
    )


def _intersections(
    careers: pl.DataFrame, exact: np.ndarray, at_least: np.ndarray, people: pl.DataFrame
) -> pl.DataFrame:
    sets = np.arange(1, len(exact))
    members = [
        [index for index in range(careers.height) if bits >> index & 1] for bits in sets.tolist()
    ]
    first_names = pl.col("name").head(_NAMED_PEOPLE).alias("who")
    who = people.group_by("set", maintain_order=True).agg(first_names)
    return (
        pl.DataFrame(
            {
                "set": sets,
                "ids": [careers["id"].gather(indices) for indices in members],
                "directors": [careers["name"].gather(indices) for indices in members],
                "size": [len(indices) for indices in members],
                "people": exact[1:],
                "at_least": at_least[1:],
            }
        )
        .join(who, on="set", how="left", maintain_order="left")
        .with_columns(pl.col("who").fill_null([]))
        .sort("people", "size", "set", descending=[True, True, False])
        .drop("set")
    )
