"""Shared by the figures of `Directors.overlap`, whose frame has a row per director and person."""

from __future__ import annotations

import polars as pl

MAX_PEOPLE = 24
"""Maximum number of people in a figure."""


def top_collaborators(overlap: pl.DataFrame, count: int = MAX_PEOPLE) -> pl.DataFrame:
    """The rows of the `count` people with the most shared films over all directors."""
    weight = (pl.col("films") * pl.col("other_films")).sum().alias("weight")
    best = overlap.group_by("person_id").agg(weight)
    best = best.sort("weight", "person_id", descending=[True, False]).head(count)
    return overlap.join(best, on="person_id", maintain_order="left").sort(
        "weight", "person_id", descending=[True, False], maintain_order=True
    )
