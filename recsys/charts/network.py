"""How recommended directors hang together: arcs between those who share people."""

from __future__ import annotations

from collections import defaultdict
from math import cos, pi, sin

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import figure, shorten, wrap_name
from recsys.charts.overlap import first_directors, pairs_of_directors
from recsys.charts.palette import ACCENT, faded

_ROW_HEIGHT = 40
_POINTS = 48
"""Points of an arc."""

_MAX_WIDTH = 9
_FEW, _MANY = 2, 6
"""If so many pairs share two people or more, those who share one are not drawn."""

_NAMES_SHOWN = 6


def network(overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Directors below one another, with an arc between two who share people with each other, too.

    Only people whom the query shares count. An arc is wider the more there are; the number stands
    at its top. Pairs who share one are left out if many share more. Directors with common people
    are neighbours. Points carry the director's id, or the first one's of a pair, as their second
    datum.
    """
    shown = first_directors(overlap)
    pairs = pairs_of_directors(shown)
    if pairs.filter(pl.col("people") >= _FEW).height >= _MANY:
        pairs = pairs.filter(pl.col("people") >= _FEW)
    order = _neighbours(shown["other_id"].unique(maintain_order=True).to_list(), pairs)
    names = dict(shown.select("other_id", "other").iter_rows())
    shared = dict(shown.group_by("other_id").agg(pl.col("person_id").n_unique()).iter_rows())
    row_of = {director: row for row, director in enumerate(order)}
    most_people = max(pairs["people"].to_list(), default=1)
    dots = go.Scatter(
        x=[0.0] * len(order),
        y=list(range(len(order))),
        mode="markers",
        marker={
            "size": [9 + 9 * (shared[d] / max(shared.values())) ** 0.5 for d in order],
            "color": ink,
            "opacity": 1,
        },
        customdata=[(f"{shorten(names[d], 60)}<br>{shared[d]:,} people shared", d) for d in order],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )
    return figure(
        [*_arcs(pairs, row_of, most_people), _tops(pairs, row_of, ink), dots],
        30 + _ROW_HEIGHT * max(3, len(order)),
        ink,
        top=8,
        showlegend=False,
        xaxis={"visible": False, "range": [-0.06, 1.12], "fixedrange": True},
        yaxis={
            "tickmode": "array",
            "tickvals": list(range(len(order))),
            "ticktext": [wrap_name(names[d], 18) for d in order],
            "tickfont": {"color": ink, "size": 13},
            "range": [len(order) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        dragmode=False,
        hovermode="closest",
    )


def _neighbours(directors: list[str], pairs: pl.DataFrame) -> list[str]:
    """An order in which each next director shares most people with the last ones."""
    weight: dict[tuple[str, str], int] = {}
    for first, second, people in pairs.select("first_id", "second_id", "people").iter_rows():
        weight[first, second] = weight[second, first] = people
    if not weight:
        return directors
    [start] = pairs["first_id"].head(1)
    order = [start]
    left = [director for director in directors if director != start]
    while left:
        best = max(
            left,
            key=lambda d: (
                sum(weight.get((d, near), 0) / 2**back for back, near in enumerate(order[::-1])),
                -left.index(d),
            ),
        )
        left.remove(best)
        order.append(best)
    return order


def _bulge(first: int, second: int, rows: int) -> float:
    return abs(second - first) / max(2, rows - 1)


def _arcs(pairs: pl.DataFrame, row_of: dict[str, int], most: int) -> list[go.Scatter]:
    """Half ellipses, one trace per width, because many traces are slow to draw."""
    by_people: dict[int, list[tuple[float | None, float | None]]] = defaultdict(list)
    for first, second, people in pairs.select("first_id", "second_id", "people").iter_rows():
        one, two = row_of[first], row_of[second]
        middle, half = (one + two) / 2, (two - one) / 2
        reach = _bulge(one, two, len(row_of))
        angles = [pi * step / _POINTS for step in range(_POINTS + 1)]
        by_people[people] += [(reach * sin(a), middle - half * cos(a)) for a in angles]
        by_people[people].append((None, None))
    return [
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="lines",
            line={
                "width": 1 + (_MAX_WIDTH - 1) * people / most,
                "color": faded(ACCENT, 0.25 + 0.6 * people / most),
            },
            hoverinfo="skip",
        )
        for people, points in sorted(by_people.items())
    ]


def _tops(pairs: pl.DataFrame, row_of: dict[str, int], ink: str) -> go.Scatter:
    """The number of people at the top of each arc, with their names on hover."""
    rows = pairs.to_dicts()
    ends = [(row_of[row["first_id"]], row_of[row["second_id"]]) for row in rows]
    return go.Scatter(
        x=[_bulge(one, two, len(row_of)) for one, two in ends],
        y=[(one + two) / 2 for one, two in ends],
        mode="markers+text",
        marker={"size": 16, "color": "rgba(0, 0, 0, 0)"},
        text=[str(row["people"]) for row in rows],
        textposition="middle right",
        textfont={"color": ink, "size": 12},
        customdata=[
            (
                f"{shorten(row['first'], 40)} and {shorten(row['second'], 40)}<br>"
                f"{row['people']} of these people: {_some(row['who'])}",
                row["first_id"],
            )
            for row in rows
        ],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(shorten(name, 40) for name in names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
