"""Figures of compared directors: shared people by role, and the overlap of each pair."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, category_axis, count_axis, figure, role_word, shorten
from recsys.charts.palette import ACCENT, faded
from recsys.vocabulary.roles import ROLES

_MIN_OPACITY = 0.2
_MAX_OPACITY = 0.6
"""Highest opacity under text that keeps the contrast on both backgrounds."""


def shared_by_role(roles: pl.DataFrame, compared: int, ink: str) -> go.Figure:
    """Shared people by role, one bar per role, stacked by how many directors share them.

    Parameters
    ----------
    roles : polars.DataFrame
        `Comparison.roles`.
    compared : int
        Number of compared directors.
    """
    shown_roles = [role for role in ROLES if role in set(roles["role"])]
    bars = []
    for count in range(2, compared + 1):
        people = dict(roles.filter(directors=count).select("role", "people").iter_rows())
        name = f"shared by {'all ' if count == compared > 2 else ''}{count}"
        bars.append(
            go.Bar(
                x=[people.get(role, 0) for role in shown_roles],
                y=[role_word(role) for role in shown_roles],
                orientation="h",
                name=name,
                marker=depth_marker(count, compared),
                hovertemplate=f"%{{y}}: %{{x}} people {name}<extra></extra>",
            )
        )
    totals = dict(roles.group_by("role").agg(pl.col("people").sum()).iter_rows())
    return figure(
        [*bars, _totals(totals, shown_roles, ink)],
        130 + 30 * max(3, len(shown_roles)),
        ink,
        legend={"traceorder": "normal"},
        xaxis=count_axis("shared people", ink, max(totals.values(), default=0)),
        yaxis=axis("role", ink, autorange="reversed", ticklabelstandoff=4),
        barmode="stack",
        bargap=0.35,
    )


def depth_marker(count: int, compared: int) -> dict[str, Any]:
    """A fill that is stronger the more directors share, with an outline that is always visible."""
    share = 1.0 if compared <= 2 else (count - 2) / (compared - 2)
    opacity = _MIN_OPACITY + (1 - _MIN_OPACITY) * share
    return {"color": faded(ACCENT, opacity), "line": {"width": 1, "color": ACCENT}}


def _totals(totals: dict[str, int], shown_roles: list[str], ink: str) -> go.Scatter:
    """The total of each bar, written at its end."""
    return go.Scatter(
        x=[totals[role] for role in shown_roles],
        y=[role_word(role) for role in shown_roles],
        mode="text",
        text=[f" {totals[role]:,}" for role in shown_roles],
        textposition="middle right",
        textfont={"color": ink},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def pair_map(directors: pl.DataFrame, pairs: pl.DataFrame, ink: str) -> go.Figure:
    """The number of people each pair of directors shares, shaded by overlap.

    The diagonal has the number of collaborators of each director.

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
    for index, row in enumerate(directors.to_dicts()):
        text[index][index] = f"({row['collaborators']:,})"
        hover[index][index] = (
            f"{shorten(row['name'], 60)}: {row['collaborators']:,} collaborators, "
            f"{row['shared']:,} of them shared"
        )
        shade[index][index] = 0.0
    for row in pairs.to_dicts():
        first, second = ids.index(row["first_id"]), ids.index(row["second_id"])
        for i, j in ((first, second), (second, first)):
            shade[i][j] = row["overlap"]
            text[i][j] = f"{row['shared']:,}"
            hover[i][j] = _pair_words(row)
    cells = go.Heatmap(
        z=shade,
        text=text,
        texttemplate="%{text}",
        textfont={"color": ink, "size": 13},
        hovertext=hover,
        hoverinfo="text",
        colorscale=[(0, faded(ACCENT, 0)), (1, faded(ACCENT, _MAX_OPACITY))],
        zmin=0,
        zmax=max(pairs["overlap"].to_list(), default=0.0) or 1.0,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    names = category_axis([shorten(name, 18) for name in directors["name"]]) | {"fixedrange": True}
    vertical = {"range": [size - 0.5, -0.5], "ticklabelstandoff": 4}
    return figure(
        [cells],
        150 + 46 * max(3, size),
        ink,
        top=8,
        xaxis=axis("director", ink, **names, tickangle=-45 if size > 2 else 0),
        yaxis=axis("director", ink, **names | vertical),
        showlegend=False,
    )


def _pair_words(pair: dict[str, Any]) -> str:
    lines = [
        f"{shorten(pair['first'], 60)} and {shorten(pair['second'], 60)}: "
        f"{pair['shared']:,} shared people",
        f"{pair['independent']:,} of them independently, where chance gives "
        f"{pair['expected']:,.1f}; overlap {pair['overlap']:.2f}",
    ]
    if pair["films_together"]:
        lines.append(f"{pair['films_together']:,} films directed together")
    return "<br>".join(lines)
