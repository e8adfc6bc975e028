"""Shared people beside the number that chance would give."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, count_axis, figure, shorten, wrap_name
from recsys.charts.palette import ACCENT, faded

_ROW_HEIGHT = 32


def beside_chance(directors: pl.DataFrame, ink: str) -> go.Figure:
    """A bar of shared people per director, the first on top, with a mark at the expected number.

    Points carry the director's id as their second datum.

    Parameters
    ----------
    directors : polars.DataFrame
        `id`, `name`, `shared_people`, `expected`; rows without an expected number are left out.
    """
    rows = directors.drop_nulls("expected")
    words = [
        f"{shorten(name, 60)}<br>{shared:,} shared, {expected:.1f} expected by chance"
        for name, shared, expected in rows.select("name", "shared_people", "expected").iter_rows()
    ]
    points = {
        "y": list(range(rows.height)),
        "customdata": list(zip(words, rows["id"], strict=True)),
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }
    observed = go.Bar(
        x=rows["shared_people"].to_list(),
        orientation="h",
        marker={"color": faded(ACCENT, 0.55), "line": {"width": 1, "color": ACCENT}},
        name="shared people",
        text=[f"{shared:,}" for shared in rows["shared_people"]],
        textposition="outside",
        textfont={"color": ink},
        cliponaxis=False,
        **points,
    )
    expected = go.Scatter(
        x=rows["expected"].to_list(),
        mode="markers",
        marker={
            "symbol": "line-ns",
            "size": 20,
            "line": {"width": 3, "color": ink},
            "color": ink,
        },
        name="expected by chance",
        cliponaxis=False,
        **points,
    )
    most = max([*rows["shared_people"].to_list(), *rows["expected"].to_list()], default=1)
    return figure(
        [observed, expected],
        130 + _ROW_HEIGHT * max(3, rows.height),
        ink,
        top=56,  # the legend takes two rows on a phone
        xaxis=count_axis("people", ink, int(most), range=[0, most * 1.12], fixedrange=True),
        yaxis=axis(
            "",
            ink,
            tickmode="array",
            tickvals=list(range(rows.height)),
            ticktext=[wrap_name(name) for name in rows["name"]],
            range=[rows.height - 0.4, -0.6],
            ticklabelstandoff=4,
            fixedrange=True,
        ),
        bargap=0.35,
        dragmode=False,
    )
