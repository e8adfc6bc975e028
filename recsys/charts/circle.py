"""A person amid those they made most films with."""

from __future__ import annotations

from collections import defaultdict
from math import cos, pi, sin

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import figure, shorten, wrap_name
from recsys.charts.palette import ACCENT, GRID, NEUTRAL

_HEIGHT = 400
_ROOM = 2.5
"""Half the width in radii: what the names beside the circle need on a phone."""

Point = tuple[float, float]


def circle(name: str, people: pl.DataFrame, links: pl.DataFrame, ink: str) -> go.Figure:
    """The person in the middle, the others around, clockwise by films together.

    Lines are wider the more films two people made together. Points carry the person's id as their
    second datum, empty for the person in the middle.

    Parameters
    ----------
    people, links : polars.DataFrame
        As in `Circle`.
    """
    count = people.height
    angles = [pi / 2 - 2 * pi * (index + 0.5) / max(1, count) for index in range(count)]
    place = {
        person: (cos(angle), sin(angle)) for person, angle in zip(people["id"], angles, strict=True)
    }
    spokes: list[tuple[Point, Point, int]] = [
        ((0.0, 0.0), place[person], films)
        for person, films in people.select("id", "films").iter_rows()
    ]
    among: list[tuple[Point, Point, int]] = [
        (place[first], place[second], films) for first, second, films in links.iter_rows()
    ]
    most = max(people["films"].to_list(), default=1)
    others = go.Scatter(
        x=[place[person][0] for person in people["id"]],
        y=[place[person][1] for person in people["id"]],
        mode="markers+text",
        marker={
            "size": [10 + 12 * films / most for films in people["films"]],
            "color": NEUTRAL,
            "line": {"width": 1, "color": ink},
        },
        text=[wrap_name(other, 14) for other in people["name"]],
        textposition=[_beside(*place[person]) for person in people["id"]],
        textfont={"color": ink, "size": 12},
        customdata=[
            (f"{shorten(other, 60)}<br>{films:,} {'film' if films == 1 else 'films'} together", id)
            for id, other, films in people.select("id", "name", "films").iter_rows()
        ],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )
    middle = go.Scatter(
        x=[0],
        y=[0],
        mode="markers+text",
        marker={"size": 26, "color": ACCENT, "line": {"width": 1, "color": ink}},
        text=[f"<b>{wrap_name(name, 14)}</b>"],
        textposition="bottom center",
        textfont={"color": ink, "size": 12},
        customdata=[(shorten(name, 60), "")],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    return figure(
        [*_lines(among, GRID), *_lines(spokes, ACCENT), others, middle],
        _HEIGHT,
        ink,
        top=8,
        showlegend=False,
        xaxis={"visible": False, "range": [-_ROOM, _ROOM], "fixedrange": True},
        yaxis={"visible": False, "range": [-1.3, 1.3], "fixedrange": True},
        dragmode=False,
        hovermode="closest",
    )


def _lines(pairs: list[tuple[Point, Point, int]], colour: str) -> list[go.Scatter]:
    """One trace per width."""
    by_films: dict[int, list[tuple[float | None, float | None]]] = defaultdict(list)
    for one, two, films in pairs:
        by_films[min(films, 8)] += [one, two, (None, None)]
    return [
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="lines",
            line={"width": 0.5 + films, "color": colour},
            opacity=0.7,
            hoverinfo="skip",
        )
        for films, points in sorted(by_films.items())
    ]


def _beside(x: float, y: float) -> str:
    """The side of a mark that faces away from the middle."""
    vertical = "top" if y > 0.55 else "bottom" if y < -0.55 else "middle"
    return f"{vertical} {'right' if x > 0 else 'left'}"
