"""Two to six directors side by side: whom they share, in which craft, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from recsys.directors.shared_work import (
    by_role,
    first_and_last,
    on_each_other,
    shared_people,
    shared_work,
)
from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph

FEWEST, MOST = 2, 6
"""Directors that can be compared; every set of six has a row in `intersections`."""

_WHO = 5
"""People named for an intersection."""


@dataclass(frozen=True)
class Comparison:
    """What directors share; the frames keep the order in which they were query for.

    A collaborator of a director is whoever is credited on a film of theirs, the director left out.
    Shared are those who are collaborators of two or more.

    Attributes
    ----------
    directors : polars.DataFrame
        `id`, `name`, `films` (directed), `collaborators`, `shared` (of those, with another of the
        directors), `first_year`, `last_year`.
    people : polars.DataFrame
        A row a shared person: `id`, `name`, `role` (that of most of the films), `roles` (list),
        `directors` (how many of those compared), `films` (how many, each once), `films_with` (list:
        films with each director, in their order), `first_year`, `last_year` (null where no year is
        known). Most directors first, then most films, then by id.
    work : polars.DataFrame
        A row a shared person, director and film: `person_id`, `person`, `director_id`, `director`,
        `id`, `title`, `year`, `roles` (list). In the order of `people`, then by year.
    roles : polars.DataFrame
        `role`, `directors` (how many), `people` (shared by so many, in that role most often).
    pairs : polars.DataFrame
        A row a pair: `first_id`, `first`, `second_id`, `second`, `shared` (people), `overlap`
        (shared / √(|C(a)| · |C(b)|), 0 to 1), `lift` (shared over those expected by chance, |C(a)|
        · |C(b)| / people of the catalogue; 0 where one has no collaborator), `films_together`.
    intersections : polars.DataFrame
        A row a set of directors: `ids`, `directors` (lists), `size`, `people` (collaborators of
        just these), `at_least` (of these, and perhaps of others), `who` (names of the first of
        `people`). Sets of nobody are there, too. Most people first, then the larger set.
    each_other : polars.DataFrame
        Directors who worked on another's films that they did not direct: `person_id`, `person`,
        `director_id`, `director`, `id`, `title`, `year`, `roles`.
    """

    directors: pl.DataFrame
    people: pl.DataFrame
    work: pl.DataFrame
    roles: pl.DataFrame
    pairs: pl.DataFrame
    intersections: pl.DataFrame
    each_other: pl.DataFrame


def compare(graph: CreditGraph, directors: Ints, role_mask: int) -> Comparison:
    """Compare directors by their rows; only credits in the contribution roles count."""
    known = _directors(graph, directors)
    credits = _credits(graph, directors, role_mask)
    sets = _sets(credits)
    exact = np.bincount(sets["set"].to_numpy(), minlength=1 << len(directors))
    every = np.arange(1 << len(directors))
    at_least = ((every[:, None] & every) == every[:, None]) @ exact
    shared = sets.filter(pl.col("set").bitwise_count_ones() > 1)
    people = shared_people(graph, credits.join(shared, on="person"), len(directors))
    return Comparison(
        directors=_facts(known, exact, at_least),
        people=people.drop("person", "set"),
        work=shared_work(graph, credits, known, people),
        roles=by_role(people),
        pairs=_pairs(graph, directors, known, at_least),
        intersections=_intersections(known, exact, at_least, people),
        each_other=on_each_other(graph, directors, credits, known),
    )


def _directors(graph: CreditGraph, directors: Ints) -> pl.DataFrame:
    """`place`, `person`, `id`, `name`, `films`, `first_year`, `last_year`; in the order contribution."""
    place, film = graph.director_movies.expand(directors)
    years = pl.DataFrame({"place": place, "year": graph.movie_year[film]})
    persons = graph.director_persons[directors]
    careers = years.filter(pl.col("year") > 0).group_by("place").agg(*first_and_last())
    return (
        graph.people[persons]
        .select(
            pl.int_range(pl.len(), dtype=pl.Int32).alias("place"),
            pl.Series("person", persons),
            "id",
            "name",
            pl.Series("films", graph.films_directed[directors]),
        )
        .join(careers, on="place", how="left", maintain_order="left")
    )


def _credits(graph: CreditGraph, directors: Ints, role_mask: int) -> pl.DataFrame:
    """Every credit on a film of theirs: `place` of the director, `person`, `movie`, `mask`."""
    relation = graph.movie_people
    assert relation.roles is not None, "a relation of credits"
    place, film = graph.director_movies.expand(directors)
    at, edges = relation.edges(film)
    person, mask = relation.targets[edges], relation.roles[edges] & role_mask
    counted = (mask != 0) & (person != graph.director_persons[directors[place[at]]])
    columns = {"place": place[at], "person": person, "movie": film[at], "mask": mask}
    return pl.DataFrame({name: values[counted] for name, values in columns.items()})


def _sets(credits: pl.DataFrame) -> pl.DataFrame:
    """Of which directors each `person` is a collaborator: bit i of `set` is director i."""
    once = credits.unique(["person", "place"])
    bit = 2 ** pl.col("place").cast(pl.Int64)
    return once.group_by("person").agg(bit.sum().alias("set"))


def _facts(known: pl.DataFrame, exact: np.ndarray, at_least: np.ndarray) -> pl.DataFrame:
    alone = 1 << np.arange(known.height)
    return known.select(
        "id",
        "name",
        "films",
        pl.Series("collaborators", at_least[alone]),
        pl.Series("shared", at_least[alone] - exact[alone]),
        "first_year",
        "last_year",
    )


def _pairs(
    graph: CreditGraph, directors: Ints, known: pl.DataFrame, at_least: np.ndarray
) -> pl.DataFrame:
    one, two = np.triu_indices(known.height, 1)
    shared, ours, theirs = at_least[1 << one | 1 << two], at_least[1 << one], at_least[1 << two]
    chance = ours * theirs / max(1, graph.people.height)
    films = [graph.director_movies.of(int(director)) for director in directors]
    together = [
        len(np.intersect1d(films[a], films[b], assume_unique=True))
        for a, b in zip(one.tolist(), two.tolist(), strict=True)
    ]
    first, second = known[one], known[two]
    return pl.DataFrame(
        {
            "first_id": first["id"],
            "first": first["name"],
            "second_id": second["id"],
            "second": second["name"],
            "shared": shared,
            "overlap": shared / np.sqrt(np.maximum(1, ours * theirs)),
            "lift": np.divide(shared, chance, out=np.zeros(len(one)), where=chance > 0),
            "films_together": together,
        }
    )


def _intersections(
    known: pl.DataFrame, exact: np.ndarray, at_least: np.ndarray, people: pl.DataFrame
) -> pl.DataFrame:
    sets = np.arange(1, len(exact))
    inside = [[place for place in range(known.height) if of >> place & 1] for of in sets.tolist()]
    who = people.group_by("set", maintain_order=True).agg(pl.col("name").head(_WHO).alias("who"))
    return (
        pl.DataFrame(
            {
                "set": sets,
                "ids": [known["id"].gather(places) for places in inside],
                "directors": [known["name"].gather(places) for places in inside],
                "size": [len(places) for places in inside],
                "people": exact[1:],
                "at_least": at_least[1:],
            }
        )
        .join(who, on="set", how="left", maintain_order="left")
        .with_columns(pl.col("who").fill_null([]))
        .sort("people", "size", "set", descending=[True, True, False])
        .drop("set")
    )
