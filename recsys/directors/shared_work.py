"""The people that compared directors share, and their work for each director."""

from __future__ import annotations

import numpy as np
import polars as pl

from recsys.store.arrays import Ints
from recsys.store.graph import CreditGraph
from recsys.vocabulary.roles import ROLES, mask_to_roles


def shared_people(graph: CreditGraph, credits: pl.DataFrame, directors: int) -> pl.DataFrame:
    """`Comparison.people`, with the row of the `person` and the `set` of directors.

    Parameters
    ----------
    credits : polars.DataFrame
        Credits of the shared people, with the `set` of each.
    directors : int
        Number of directors.
    """
    # A film with two of the directors counts once.
    films = credits.unique(["person", "movie"], maintain_order=True)
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
    films_with = _counts(rows, credits, credits["director"].to_numpy(), directors)
    masks = films["mask"].to_numpy()
    in_role = [_counts(rows, films, masks >> bit & 1, 2)[:, 1] for bit in range(len(ROLES))]
    main_role = np.argmax(np.stack(in_role, axis=1), axis=1)  # ties: the first in ROLES
    facts = graph.people[rows]
    return people.select(
        "person",
        "set",
        facts["id"],
        facts["name"],
        pl.Series("role", [ROLES[role] for role in main_role], dtype=pl.String),
        pl.Series(
            "roles", [mask_to_roles(mask) for mask in people["mask"]], dtype=pl.List(pl.String)
        ),
        pl.col("set").bitwise_count_ones().cast(pl.Int64).alias("directors"),
        "films",
        pl.Series("films_with", films_with.tolist(), dtype=pl.List(pl.Int64)),
        "first_year",
        "last_year",
    ).sort("directors", "films", "id", descending=[True, True, False])


def shared_work(
    graph: CreditGraph, credits: pl.DataFrame, careers: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame:
    """`Comparison.work`; `careers` has a row per director."""
    order = people.select("person", pl.int_range(pl.len()).alias("order"))
    films = _with_names(graph, credits.join(order, on="person"), careers)
    return films.sort("order", "year", "id", "director_id", nulls_last=True).drop("order")


def by_role(people: pl.DataFrame) -> pl.DataFrame:
    """`Comparison.roles`, from `Comparison.people`."""
    counts = people.group_by("role", "directors").agg(pl.len().cast(pl.Int64).alias("people"))
    role_order = pl.col("role").replace_strict(ROLES, range(len(ROLES)), return_dtype=pl.Int64)
    return counts.sort(role_order, "directors")


def on_each_other(
    graph: CreditGraph, directors: Ints, credits: pl.DataFrame, careers: pl.DataFrame
) -> pl.DataFrame:
    """`Comparison.each_other`; `careers` has a row per director."""
    owner, film = graph.director_movies.expand(directors)
    directed = pl.DataFrame({"worker": owner, "movie": film})
    workers = careers.select("person", pl.col("director").alias("worker"))
    work = credits.join(workers, on="person")
    others = work.join(directed, on=["worker", "movie"], how="anti")
    rows = _with_names(graph, others, careers)
    return rows.sort("worker", "year", "id", "director_id", nulls_last=True).drop("worker")


def first_and_last() -> tuple[pl.Expr, pl.Expr]:
    """Expressions for the first and last `year`; null if no year is known."""
    return pl.col("year").min().alias("first_year"), pl.col("year").max().alias("last_year")


def _with_names(graph: CreditGraph, credits: pl.DataFrame, careers: pl.DataFrame) -> pl.DataFrame:
    """Credits with the ids and names of person, director and film; other columns stay."""
    people, movies = graph.people[credits["person"]], graph.movies[credits["movie"]]
    directors = careers[credits["director"]]
    return credits.select(
        people["id"].alias("person_id"),
        people["name"].alias("person"),
        directors["id"].alias("director_id"),
        directors["name"].alias("director"),
        movies["id"],
        movies["title"],
        movies["year"],
        pl.Series("roles", [mask_to_roles(mask) for mask in credits["mask"]], pl.List(pl.String)),
        pl.exclude("director", "person", "movie", "mask", "set"),
    )


def _counts(people: Ints, rows: pl.DataFrame, kind: np.ndarray, kinds: int) -> np.ndarray:
    """Number of rows by person and kind, shape (people, kinds); `people` is ascending."""
    index = np.searchsorted(people, rows["person"].to_numpy())
    flat = np.bincount(index * kinds + kind, minlength=len(people) * kinds)
    return flat.reshape(len(people), kinds)
