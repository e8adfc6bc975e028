"""Agreement of rankings with people's ratings, as bars with confidence intervals."""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, figure, shorten
from recsys.charts.palette import ACCENT, GRID, NEUTRAL, faded

_COLOURS = {"default": ACCENT, "original": "#2f8fb8"}
_OTHERS = "for comparison"
_LINE_LENGTH = 26
_BAR_HEIGHT = 25


def agreement(rows: pl.DataFrame, depth: int, ink: str) -> go.Figure:
    """A bar with whiskers per row of `evaluate.report.as_frame`, the first on top.

    The default and the original ranking have colours of their own.
    """
    is_coloured = pl.col("name").replace_strict(dict.fromkeys(_COLOURS, True), default=False)
    bars = [_bars(rows.filter(name=name), name, colour, ink) for name, colour in _COLOURS.items()]
    return figure(
        [*bars, _bars(rows.filter(~is_coloured), _OTHERS, faded(NEUTRAL, 0.6), ink)],
        130 + _BAR_HEIGHT * rows.height,
        ink,
        xaxis=axis(f"nDCG@{depth}, with 95 % interval", ink, gridcolor=GRID, rangemode="tozero"),
        yaxis=axis(
            "ranking",
            ink,
            categoryorder="array",
            categoryarray=[_label(name) for name in rows["name"]],
            autorange="reversed",
            ticklabelstandoff=4,
        ),
        barmode="overlay",
        bargap=0.35,
    )


def _bars(rows: pl.DataFrame, legend: str, colour: str, ink: str) -> go.Bar:
    return go.Bar(
        x=rows["ndcg"].to_list(),
        y=[_label(name) for name in rows["name"]],
        orientation="h",
        name=legend,
        marker={"color": colour, "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (rows["ndcg_high"] - rows["ndcg"]).to_list(),
            "arrayminus": (rows["ndcg"] - rows["ndcg_low"]).to_list(),
            "color": ink,
            "thickness": 1.2,
            "width": 3,
        },
        customdata=[
            f"{shorten(name, 60)}: {shorten(meaning, 60)}<br>"
            f"{mean:.3f}, interval {low:.3f} to {high:.3f}"
            for name, meaning, mean, low, high in rows.select(
                "name", "meaning", "ndcg", "ndcg_low", "ndcg_high"
            ).iter_rows()
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _label(name: str) -> str:
    """A label for a phone: `without text` for `default without text`, wrapped if long."""
    short = name.removeprefix("default ") if " without " in name else name
    return "<br>".join(shorten(line, _LINE_LENGTH + 2) for line in wrap(short, _LINE_LENGTH))
