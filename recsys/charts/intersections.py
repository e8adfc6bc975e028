"""Every intersection of several directors' people, counted.

After UpSet (Lex, Gehlenborg, Strobelt, Vuillemot and Pfister 2014), turned so that a row is a set:
a phone has more height than width.
"""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from recsys.charts.compare import depth_marker
from recsys.charts.drawing import counts, figure, named, shorten
from recsys.charts.palette import NEUTRAL, faded

MOST_SETS = 20
"""Sets drawn, the largest."""

_ROW = 28
_COLUMN = 0.075
"""Width of a director's column, as part of the figure."""


def intersections(sets: pl.DataFrame, directors: pl.DataFrame, ink: str) -> go.Figure:
    """Sets of directors as joined dots, and how many people worked with just these as bars.

    Parameters
    ----------
    sets : polars.DataFrame
        The rows of `Comparison.intersections` to draw, largest first.
    directors : polars.DataFrame
        `Comparison.directors`: the columns of dots.
    """
    drawn = sets.head(MOST_SETS).to_dicts()
    ids = directors["id"].to_list()
    matrix = _COLUMN * len(ids)
    return figure(
        [*_dots(drawn, ids, ink), *_bars(drawn, len(ids), ink)],
        190 + _ROW * max(3, len(drawn)),
        ink,
        top=110,
        xaxis={
            **named([shorten(name, 18) for name in directors["name"]]),
            "domain": [0, matrix],
            "range": [-0.6, len(ids) - 0.4],
            "side": "top",
            "tickangle": -45,
            "tickfont": {"color": ink},
            "zeroline": False,
            "fixedrange": True,
        },
        xaxis2=counts(
            "people who worked with just these",
            ink,
            max((of["people"] for of in drawn), default=0),
            domain=[matrix + 0.04, 1],
            anchor="y",
        ),
        yaxis={
            "range": [len(drawn) - 0.4, -0.6],
            "showticklabels": False,
            "title": {"text": "directors", "font": {"color": ink}},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        bargap=0.4,
        showlegend=False,
    )


def _dots(drawn: list[dict], ids: list[str], ink: str) -> list[go.Scatter]:
    """A dot a director and set, faint where the director is not of the set."""
    inside = [[ids.index(director) for director in of["ids"]] for of in drawn]
    everywhere = [(row, column) for row in range(len(drawn)) for column in range(len(ids))]
    faint = go.Scatter(
        x=[column for _, column in everywhere],
        y=[row for row, _ in everywhere],
        mode="markers",
        marker={"size": 11, "color": faded(NEUTRAL, 0.3)},
        hoverinfo="skip",
    )
    x: list[int | None] = []
    y: list[int | None] = []
    for row, columns in enumerate(inside):
        x += [*columns, None]
        y += [*([row] * len(columns)), None]
    joined = go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        marker={"size": 11, "color": ink},
        line={"width": 2, "color": ink},
        hoverinfo="skip",
    )
    return [faint, joined]


def _bars(drawn: list[dict], compared: int, ink: str) -> list[go.Bar]:
    bars = []
    for size in sorted({of["size"] for of in drawn}):
        rows = [(row, of) for row, of in enumerate(drawn) if of["size"] == size]
        bars.append(
            go.Bar(
                x=[of["people"] for _, of in rows],
                y=[row for row, _ in rows],
                xaxis="x2",
                orientation="h",
                marker=depth_marker(size, compared),
                text=[f"{of['people']:,}" for _, of in rows],
                textposition="outside",
                textfont={"color": ink},
                cliponaxis=False,
                customdata=[_words(of, compared) for _, of in rows],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return bars


def _words(of: dict, compared: int) -> str:
    lines = [
        f"{of['people']:,} people worked with "
        + " and ".join(shorten(name, 40) for name in of["directors"])
    ]
    if of["size"] < compared:
        lines.append(f"and none of the others; {of['at_least']:,} with these and perhaps others")
    more = of["people"] - len(of["who"])
    who = ", ".join(shorten(name, 40) for name in of["who"])
    return "<br>".join([*lines, *wrap(f"{who} and {more:,} more" if more else who, 60)])
