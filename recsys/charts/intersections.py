"""The intersections of several directors' collaborators as an UpSet plot.

After UpSet (Lex, Gehlenborg, Strobelt, Vuillemot and Pfister 2014), transposed so that each row is
a set, because a phone is taller than wide.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.compare import depth_marker
from recsys.charts.drawing import category_axis, count_axis, figure, shorten
from recsys.charts.palette import NEUTRAL, faded

MAX_SETS = 20
"""Maximum number of sets, the largest ones."""

_ROW_HEIGHT = 28
_COLUMN_WIDTH = 0.075
"""Width of a director's column as a fraction of the figure."""


def intersections(sets: pl.DataFrame, directors: pl.DataFrame, ink: str) -> go.Figure:
    """Sets of directors as connected dots, with bars for the people who worked with exactly these.

    Parameters
    ----------
    sets : polars.DataFrame
        The rows of `Comparison.intersections` to draw, largest first.
    directors : polars.DataFrame
        `Comparison.directors`: the columns of dots.
    """
    rows = sets.head(MAX_SETS).to_dicts()
    ids = directors["id"].to_list()
    matrix = _COLUMN_WIDTH * len(ids)
    return figure(
        [*_dots(rows, ids, ink), *_bars(rows, len(ids), ink)],
        190 + _ROW_HEIGHT * max(3, len(rows)),
        ink,
        top=110,
        xaxis={
            **category_axis([shorten(name, 18) for name in directors["name"]]),
            "domain": [0, matrix],
            "range": [-0.6, len(ids) - 0.4],
            "side": "top",
            "tickangle": -45,
            "tickfont": {"color": ink},
            "zeroline": False,
            "fixedrange": True,
        },
        xaxis2=count_axis(
            "people who worked with exactly these",
            ink,
            max((row["people"] for row in rows), default=0),
            domain=[matrix + 0.04, 1],
            anchor="y",
        ),
        yaxis={
            "range": [len(rows) - 0.4, -0.6],
            "showticklabels": False,
            "title": {"text": "directors", "font": {"color": ink}},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        bargap=0.4,
        showlegend=False,
    )


def _dots(rows: list[dict[str, Any]], ids: list[str], ink: str) -> list[go.Scatter]:
    """A dot per director and set, faint if the director is not in the set."""
    members = [[ids.index(director) for director in row["ids"]] for row in rows]
    grid = [(row, column) for row in range(len(rows)) for column in range(len(ids))]
    faint = go.Scatter(
        x=[column for _, column in grid],
        y=[row for row, _ in grid],
        mode="markers",
        marker={"size": 11, "color": faded(NEUTRAL, 0.3)},
        hoverinfo="skip",
    )
    x: list[int | None] = []
    y: list[int | None] = []
    for row, columns in enumerate(members):
        x += [*columns, None]
        y += [*([row] * len(columns)), None]
    connected = go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        marker={"size": 11, "color": ink},
        line={"width": 2, "color": ink},
        hoverinfo="skip",
    )
    return [faint, connected]


def _bars(rows: list[dict[str, Any]], compared: int, ink: str) -> list[go.Bar]:
    bars = []
    for size in sorted({row["size"] for row in rows}):
        same_size = [(index, row) for index, row in enumerate(rows) if row["size"] == size]
        bars.append(
            go.Bar(
                x=[row["people"] for _, row in same_size],
                y=[index for index, _ in same_size],
                xaxis="x2",
                orientation="h",
                marker=depth_marker(size, compared),
                text=[f"{row['people']:,}" for _, row in same_size],
                textposition="outside",
                textfont={"color": ink},
                cliponaxis=False,
                customdata=[_hover_text(row, compared) for _, row in same_size],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return bars


def _hover_text(row: dict[str, Any], compared: int) -> str:
    lines = [
        f"{row['people']:,} people worked with "
        + " and ".join(shorten(name, 40) for name in row["directors"])
    ]
    if row["size"] < compared:
        lines.append(f"and none of the others; {row['at_least']:,} with these and possibly others")
    more = row["people"] - len(row["who"])
    who = ", ".join(shorten(name, 40) for name in row["who"])
    return "<br>".join([*lines, *wrap(f"{who} and {more:,} more" if more else who, 60)])
