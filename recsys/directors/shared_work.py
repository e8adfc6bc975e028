"""The people whom several directors share, and what they did for each of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ROLES, mask_to_roles


def shared_people(graph: CreditGraph, credits: pl.DataFrame, directors: int) -> pl.DataFrame:
    """The frame `Comparison.people`, with the row of the `person` and the `set` of directors.

    `credits` are those of shared people, with their set.
    """
    films = credits.unique(["person", "movie"], maintain_order=True)  # one that two directed, once
    year = pl.Series("year", graph.movie_year[films["movie"].to_numpy()])
    people = (
        films.with_columns(year.set(year == 0, None))
        .group_by("person")
        .agg(
            pl.col("set").first(),
            pl.len().cast(pl.Int64).alias("films"),
            pl.col("mask").bitwise_or(),
            *first_and_last(),
        )
        .sort("person")
    )
    rows = people["person"].to_numpy()
    with_each = _counts(rows, credits, credits["place"].to_numpy(), directors)
    masks = films["mask"].to_numpy()
    in_role = [_counts(rows, films, masks >> bit & 1, 2)[:, 1] for bit in range(len(ROLES))]
    leading = np.argmax(np.stack(in_role, axis=1), axis=1)  # of equal ones the first of ROLES
    named = graph.people[rows]
    return people.select(
        "person",
        "set",
        named["id"],
        named["name"],
        pl.Series("role", [ROLES[role] for role in leading], dtype=pl.String),
        pl.Series(
            "roles", [mask_to_roles(mask) for mask in people["mask"]], dtype=pl.List(pl.String)
        ),
        pl.col("set").bitwise_count_ones().cast(pl.Int64).alias("directors"),
        "films",
        pl.Series("films_with", with_each.tolist(), dtype=pl.List(pl.Int64)),
        "first_year",
        "last_year",
    ).sort("directors", "films", "id", descending=[True, True, False])


def shared_work(
    graph: CreditGraph, credits: pl.DataFrame, known: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame:
    """The frame `Comparison.work`."""
    order = people.select("person", pl.int_range(pl.len()).alias("order"))
    films = _described(graph, credits.join(order, on="person"), known)
    return films.sort("order", "year", "id", "director_id", nulls_last=True).drop("order")


def by_role(people: pl.DataFrame) -> pl.DataFrame:
    """The frame `Comparison.roles`."""
    counts = people.group_by("role", "directors").agg(pl.len().cast(pl.Int64).alias("people"))
    place = pl.col("role").replace_strict(ROLES, range(len(ROLES)), return_dtype=pl.Int64)
    return counts.sort(place, "directors")


def on_each_other(
    graph: CreditGraph, directors: Ints, credits: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """The frame `Comparison.each_other`."""
    place, film = graph.director_movies.expand(directors)
    directed = pl.DataFrame({"own": place, "movie": film})
    work = credits.join(known.select("person", pl.col("place").alias("own")), on="person")
    rows = _described(graph, work.join(directed, on=["own", "movie"], how="anti"), known)
    return rows.sort("own", "year", "id", "director_id", nulls_last=True).drop("own")


def first_and_last() -> tuple[pl.Expr, pl.Expr]:
    """The first and the last of a column `year`, null where all are."""
    return pl.col("year").min().alias("first_year"), pl.col("year").max().alias("last_year")


def _described(graph: CreditGraph, credits: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Credits with the names of person, director and film; other columns stay."""
    people, movies = graph.people[credits["person"]], graph.movies[credits["movie"]]
    directors = known[credits["place"]]
    return credits.select(
        people["id"].alias("person_id"),
        people["name"].alias("person"),
        directors["id"].alias("director_id"),
        directors["name"].alias("director"),
        movies["id"],
        movies["title"],
        movies["year"],
        pl.Series("roles", [mask_to_roles(mask) for mask in credits["mask"]], pl.List(pl.String)),
        pl.exclude("place", "person", "movie", "mask", "set"),
    )


def _counts(people: Ints, rows: pl.DataFrame, kind: np.ndarray, kinds: int) -> np.ndarray:
    """How many rows of each kind each person has, shape (people, kinds); `people` ascending."""
    at = np.searchsorted(people, rows["person"].to_numpy())
    flat = np.bincount(at * kinds + kind, minlength=len(people) * kinds)
    return flat.reshape(len(people), kinds)
