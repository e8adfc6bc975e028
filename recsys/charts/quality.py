"""Agreement of rankings with people, as bars with confidence intervals."""

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
    return _intervals(rows, "ndcg", f"nDCG@{depth}, with 95 % interval", _COLOURS, ink)


def likeness(rows: pl.DataFrame, column: str, label: str, ink: str) -> go.Figure:
    """A bar with whiskers per row of `evaluate.likeness_report.as_frame`, the first on top.

    The first ranking after the two baselines is the default, and has a colour of its own, as has
    the first baseline.
    """
    text, _, default, *_ = rows["name"]
    colours = {default: ACCENT, text: _COLOURS["original"]}
    return _intervals(rows, column, f"{label}, with 95 % interval", colours, ink)


def _intervals(
    rows: pl.DataFrame, column: str, title: str, colours: dict[str, str], ink: str
) -> go.Figure:
    is_coloured = pl.col("name").replace_strict(dict.fromkeys(colours, True), default=False)
    bars = [
        _bars(rows.filter(name=name), column, name, colour, ink) for name, colour in colours.items()
    ]
    others = _bars(rows.filter(~is_coloured), column, _OTHERS, faded(NEUTRAL, 0.6), ink)
    return figure(
        [*bars, others],
        130 + _BAR_HEIGHT * rows.height,
        ink,
        xaxis=axis(title, ink, gridcolor=GRID, rangemode="tozero"),
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


def _bars(rows: pl.DataFrame, column: str, legend: str, colour: str, ink: str) -> go.Bar:
    low, high = f"{column}_low", f"{column}_high"
    return go.Bar(
        x=rows[column].to_list(),
        y=[_label(name) for name in rows["name"]],
        orientation="h",
        name=legend,
        marker={"color": colour, "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (rows[high] - rows[column]).to_list(),
            "arrayminus": (rows[column] - rows[low]).to_list(),
            "color": ink,
            "thickness": 1.2,
            "width": 3,
        },
        customdata=[
            f"{shorten(name, 60)}: {shorten(meaning, 60)}<br>"
            f"{mean:.3f}, interval {lowest:.3f} to {highest:.3f}"
            for name, meaning, mean, lowest, highest in rows.select(
                "name", "meaning", column, low, high
            ).iter_rows()
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _label(name: str) -> str:
    """A label for a phone: `without text` for `default without text`, wrapped if long."""
    short = name.removeprefix("default ") if " without " in name else name
    return "<br>".join(shorten(line, _LINE_LENGTH + 2) for line in wrap(short, _LINE_LENGTH))
