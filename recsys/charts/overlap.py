"""What the figures of an overlap have in common.

They draw the frame of `Directors.overlap`: a row a shared person and other director.
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

MAX_PEOPLE = 24
"""People drawn; those who link most are kept."""

MARGIN, MARGIN_TOP = 8, 36
"""Pixels around what is drawn, and over it."""


def most_linking(overlap: pl.DataFrame, people: int = MAX_PEOPLE) -> pl.DataFrame:
    """The rows of the people with most shared films over all directors drawn."""
    weight = (pl.col("films") * pl.col("other_films")).sum().alias("weight")
    best = overlap.group_by("person_id").agg(weight)
    best = best.sort("weight", "person_id", descending=[True, False]).head(people)
    return overlap.join(best, on="person_id", maintain_order="left").sort(
        "weight", "person_id", descending=[True, False], maintain_order=True
    )


def laid_out(figure: go.Figure, height: int, ink: str) -> go.Figure:
    """Height, margins and legend of a figure, in a colour of text."""
    return figure.update_layout(
        height=height,
        font={"color": ink},
        legend_font={"color": ink},
        margin={"l": MARGIN, "r": MARGIN, "t": MARGIN_TOP, "b": MARGIN},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )


def shorten(name: str, length: int = 24) -> str:
    """A label that fits, and that Plotly does not read as its HTML-like markup."""
    text = name if len(name) <= length else name[: length - 1].rstrip() + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def role_word(role: str) -> str:
    """A role in words: `production designer`."""
    return role.replace("_", " ")
