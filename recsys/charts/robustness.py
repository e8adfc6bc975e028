"""A heat map of one director's rank over a grid of thresholds."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, category_axis, figure, shorten
from recsys.charts.palette import ACCENT, NEUTRAL, faded
from recsys.util.numbers import short_votes

_BEST, _LAST_SHOWN, _BEYOND = 0.6, 0.2, 0.14
"""Opacities that keep the contrast of the text above on both backgrounds."""


def rank_map(name: str, grid: pl.DataFrame, shown: int, ink: str) -> go.Figure:
    """The rank of a director by minimum votes (across) and minimum rating (up).

    Parameters
    ----------
    grid : polars.DataFrame
        The frame of `Directors.rank_grid`.
    shown : int
        Number of directors in the result table; ranks up to it are coloured, the best strongest.
    """
    ratings = grid["min_rating"].unique().sort().to_list()
    votes = grid["min_votes"].unique().sort().to_list()
    ranks = [rank if rank is None else int(rank) for rank in grid["rank"]]
    rows = [ranks[start : start + len(votes)] for start in range(0, len(ranks), len(votes))]
    label = shorten(name, 60)
    hover = [
        [
            _hover_text(label, rank, rating, min_votes, shown)
            for rank, min_votes in zip(row, votes, strict=True)
        ]
        for row, rating in zip(rows, ratings, strict=True)
    ]
    cells = go.Heatmap(
        z=[[_shade(rank, shown) for rank in row] for row in rows],
        text=[["–" if rank is None else str(rank) for rank in row] for row in rows],
        texttemplate="%{text}",
        textfont={"color": ink, "size": 12},
        hovertext=hover,
        hoverinfo="text",
        colorscale=[
            (0, "rgba(0, 0, 0, 0)"),
            (0.25, "rgba(0, 0, 0, 0)"),
            (0.25, faded(NEUTRAL, _BEYOND)),
            (0.5, faded(NEUTRAL, _BEYOND)),
            (0.5, faded(ACCENT, _LAST_SHOWN)),
            (1, faded(ACCENT, _BEST)),
        ],
        zmin=0,
        zmax=4,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    votes_labels = [short_votes(count) if count else "any" for count in votes]
    rating_labels = [f"{rating:.1f}" if rating else "any" for rating in ratings]
    fixed = {"tickangle": 0, "fixedrange": True}
    return figure(
        [cells],
        110 + 26 * len(ratings),
        ink,
        top=8,
        xaxis=axis("minimum votes", ink, **category_axis(votes_labels), **fixed),
        yaxis=axis("minimum rating", ink, **category_axis(rating_labels), **fixed),
        shapes=_outline(grid, ratings, votes, ink),
        showlegend=False,
    )


def _shade(rank: int | None, shown: int) -> float:
    """Colour value: 0.5 if they do not pass, 1.5 beyond those shown, else 2 to 4 (the first)."""
    if rank is None:
        return 0.5
    return 1.5 if rank > shown else 4 - 1.98 * (rank - 1) / max(1, shown - 1)


def _hover_text(name: str, rank: int | None, rating: float, votes: int, shown: int) -> str:
    thresholds = f"rating {rating:.1f} and {votes:,} votes"
    if rank is None:
        return f"{thresholds}<br>{name} does not pass"
    position = f"{name} ranks number {rank:,}"
    return f"{thresholds}<br>{position}" + (f", beyond the {shown} shown" if rank > shown else "")


def _outline(
    grid: pl.DataFrame, ratings: list[float], votes: list[int], ink: str
) -> list[dict[str, Any]]:
    """A frame around the current thresholds."""
    frames = []
    for point in grid.filter("is_current").to_dicts():
        across, up = votes.index(point["min_votes"]), ratings.index(point["min_rating"])
        corners = {"x0": across - 0.5, "x1": across + 0.5, "y0": up - 0.5, "y1": up + 0.5}
        frames.append({"type": "rect", **corners, "line": {"color": ink, "width": 2.5}})
    return frames
