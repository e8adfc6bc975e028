"""What the figures of an overlap have in common.

They draw the frame of `Directors.overlap`: a row a shared person and other director.
"""

from __future__ import annotations

import polars as pl

MAX_PEOPLE = 24
"""People drawn; those who link most are kept."""


def most_linking(overlap: pl.DataFrame, people: int = MAX_PEOPLE) -> pl.DataFrame:
    """The rows of the people with most shared films over all directors drawn."""
    weight = (pl.col("films") * pl.col("other_films")).sum().alias("weight")
    best = overlap.group_by("person_id").agg(weight)
    best = best.sort("weight", "person_id", descending=[True, False]).head(people)
    return overlap.join(best, on="person_id", maintain_order="left").sort(
        "weight", "person_id", descending=[True, False], maintain_order=True
    )
