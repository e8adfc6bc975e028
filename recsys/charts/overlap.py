"""Shared by the figures of `Directors.overlap`, whose frame has a row per director and person."""

from __future__ import annotations

import polars as pl

MAX_PEOPLE = 20
MAX_DIRECTORS = 12
"""Maximum number of people and of directors in a figure."""


def first_directors(overlap: pl.DataFrame, count: int = MAX_DIRECTORS) -> pl.DataFrame:
    """The rows of the first `count` directors."""
    first = overlap["other_id"].unique(maintain_order=True).head(count)
    return overlap.filter(pl.col("other_id").is_in(first.to_list()))


def top_collaborators(overlap: pl.DataFrame, count: int = MAX_PEOPLE) -> pl.DataFrame:
    """The rows of the `count` people who give most, the first of them first.

    A person gives each director √(films with the query · films with the director), so who worked
    often with both leads.
    """
    gives = (pl.col("films") * pl.col("other_films")).sqrt().sum().round(6).alias("gives")
    best = overlap.group_by("person_id").agg(gives)
    best = best.sort("gives", "person_id", descending=[True, False]).head(count)
    return overlap.join(best, on="person_id", maintain_order="left").sort(
        "gives", "person_id", descending=[True, False], maintain_order=True
    )


def linking_several(overlap: pl.DataFrame) -> pl.DataFrame:
    """The rows of the people whom two or more of the directors share."""
    return overlap.filter(pl.col("other_id").n_unique().over("person_id") > 1)


def pairs_of_directors(overlap: pl.DataFrame) -> pl.DataFrame:
    """The people that two of the directors share, of those in the frame, a row per pair.

    Columns: `first_id`, `first`, `second_id`, `second`, `people` (number), `who` (list of names).
    Most people first, then in the order of the frame.
    """
    order = overlap.select("other_id", "other").unique(maintain_order=True).with_row_index("rank")
    rows = overlap.join(order.select("other_id", "rank"), on="other_id", maintain_order="left")
    both = rows.join(rows, on="person_id", suffix="_second").filter(
        pl.col("rank") < pl.col("rank_second")
    )
    return (
        both.group_by(
            "rank",
            "rank_second",
            pl.col("other_id").alias("first_id"),
            pl.col("other").alias("first"),
            pl.col("other_id_second").alias("second_id"),
            pl.col("other_second").alias("second"),
        )
        .agg(pl.len().cast(pl.Int64).alias("people"), pl.col("person").sort().alias("who"))
        .sort("people", "rank", "rank_second", descending=[True, False, False])
        .drop("rank", "rank_second")
    )
