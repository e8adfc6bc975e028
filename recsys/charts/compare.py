"""Directors side by side: whom they share in which craft, and how much each two overlap."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, counts, figure, named, role_word, shorten
from recsys.charts.palette import ACCENT, faded
from recsys.vocabulary.roles import ROLES

_LEAST_OPACITY = 0.2
_STRONGEST = 0.6
"""Opacity under text, which keeps its contrast on both grounds."""


def shared_by_role(roles: pl.DataFrame, compared: int, ink: str) -> go.Figure:
    """Shared people by craft, one bar a role, stacked by how many of the directors share them.

    Parameters
    ----------
    roles : polars.DataFrame
        `Comparison.roles`.
    compared : int
        Number of directors.
    """
    drawn = [role for role in ROLES if role in set(roles["role"])]
    bars = []
    for count in range(2, compared + 1):
        people = dict(roles.filter(directors=count).select("role", "people").iter_rows())
        name = f"shared by {'all ' if count == compared > 2 else ''}{count}"
        bars.append(
            go.Bar(
                x=[people.get(role, 0) for role in drawn],
                y=[role_word(role) for role in drawn],
                orientation="h",
                name=name,
                marker=depth_marker(count, compared),
                hovertemplate=f"%{{y}}: %{{x}} people {name}<extra></extra>",
            )
        )
    totals = dict(roles.group_by("role").agg(pl.col("people").sum()).iter_rows())
    return figure(
        [*bars, _totals(totals, drawn, ink)],
        130 + 30 * max(3, len(drawn)),
        ink,
        legend={"traceorder": "normal"},
        xaxis=counts("shared people", ink, max(totals.values(), default=0)),
        yaxis=axis("craft", ink, autorange="reversed", ticklabelstandoff=4),
        barmode="stack",
        bargap=0.35,
    )


def depth_marker(count: int, compared: int) -> dict[str, Any]:
    """A fill that is the stronger, the more of the directors share; its outline always holds."""
    share = 1.0 if compared <= 2 else (count - 2) / (compared - 2)
    opacity = _LEAST_OPACITY + (1 - _LEAST_OPACITY) * share
    return {"color": faded(ACCENT, opacity), "line": {"width": 1, "color": ACCENT}}


def _totals(totals: dict[str, int], drawn: list[str], ink: str) -> go.Scatter:
    """The sum of each bar, written at its end."""
    return go.Scatter(
        x=[totals[role] for role in drawn],
        y=[role_word(role) for role in drawn],
        mode="text",
        text=[f" {totals[role]:,}" for role in drawn],
        textposition="middle right",
        textfont={"color": ink},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def pair_map(directors: pl.DataFrame, pairs: pl.DataFrame, ink: str) -> go.Figure:
    """Each two directors: the number of people they share, the stronger the more overlap.

    In the diagonal stands how many collaborators a director has in all.

    Parameters
    ----------
    directors, pairs : polars.DataFrame
        `Comparison.directors` and `Comparison.pairs`.
    """
    ids = directors["id"].to_list()
    size = len(ids)
    shade: list[list[float | None]] = [[None] * size for _ in ids]
    text = [[""] * size for _ in ids]
    hover = [[""] * size for _ in ids]
    for place, row in enumerate(directors.to_dicts()):
        text[place][place] = f"({row['collaborators']:,})"
        hover[place][place] = (
            f"{shorten(row['name'], 60)}: {row['collaborators']:,} collaborators, "
            f"{row['shared']:,} of them shared"
        )
        shade[place][place] = 0.0
    for row in pairs.to_dicts():
        one, two = ids.index(row["first_id"]), ids.index(row["second_id"])
        for up, across in ((one, two), (two, one)):
            shade[up][across] = row["overlap"]
            text[up][across] = f"{row['shared']:,}"
            hover[up][across] = _pair_words(row)
    cells = go.Heatmap(
        z=shade,
        text=text,
        texttemplate="%{text}",
        textfont={"color": ink, "size": 13},
        hovertext=hover,
        hoverinfo="text",
        colorscale=[(0, faded(ACCENT, 0)), (1, faded(ACCENT, _STRONGEST))],
        zmin=0,
        zmax=max(pairs["overlap"].to_list(), default=0.0) or 1.0,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    names = named([shorten(name, 18) for name in directors["name"]]) | {"fixedrange": True}
    down = {"range": [size - 0.5, -0.5], "ticklabelstandoff": 4}
    return figure(
        [cells],
        150 + 46 * max(3, size),
        ink,
        top=8,
        xaxis=axis("director", ink, **names, tickangle=-45 if size > 2 else 0),
        yaxis=axis("director", ink, **names | down),
        showlegend=False,
    )


def _pair_words(pair: dict[str, Any]) -> str:
    together = f"<br>{pair['films_together']:,} films directed together"
    return (
        f"{shorten(pair['first'], 60)} and {shorten(pair['second'], 60)}: "
        f"{pair['shared']:,} shared people<br>{pair['lift']:,.1f} times as many as by chance, "
        f"overlap {pair['overlap']:.2f} of 1" + (together if pair["films_together"] else "")
    )
