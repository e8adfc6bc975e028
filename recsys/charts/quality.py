"""How well rankings agree with what people like, as bars with intervals."""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from recsys.charts.overlap import laid_out, shorten
from recsys.charts.palette import ACCENT, NEUTRAL, faded

_COLOURS = {"default": ACCENT, "original": "#2f8fb8"}
_OTHERS = "for comparison"
_LINE = 26
_BAR = 25


def agreement(rows: pl.DataFrame, depth: int, ink: str) -> go.Figure:
    """Rows of `evaluate.report.as_frame`, the first on top, a bar and whiskers each.

    The default and the original have a colour of their own.
    """
    figure = go.Figure()
    kinds = pl.col("name").replace_strict(dict.fromkeys(_COLOURS, True), default=False)
    for name, colour in _COLOURS.items():
        _bars(figure, rows.filter(name=name), name, colour, ink)
    _bars(figure, rows.filter(~kinds), _OTHERS, faded(NEUTRAL, 0.6), ink)
    figure.update_xaxes(
        title={"text": f"nDCG@{depth}, with 95 % interval", "font": {"color": ink}},
        tickfont={"color": ink},
        gridcolor="rgba(127, 135, 144, 0.2)",
        rangemode="tozero",
        zeroline=False,
    )
    figure.update_yaxes(
        title={"text": "ranking", "font": {"color": ink}},
        tickfont={"color": ink},
        categoryorder="array",
        categoryarray=[_label(name) for name in rows["name"]],
        autorange="reversed",
        ticklabelstandoff=4,
    )
    figure.update_layout(barmode="overlay", bargap=0.35)
    return laid_out(figure, 130 + _BAR * rows.height, ink)


def _bars(figure: go.Figure, rows: pl.DataFrame, legend: str, colour: str, ink: str) -> None:
    figure.add_trace(
        go.Bar(
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
    )


def _label(name: str) -> str:
    """Short enough for a phone: `without text` for `default without text`, else on two lines."""
    short = name.removeprefix("default ") if " without " in name else name
    return "<br>".join(shorten(line, _LINE + 2) for line in wrap(short, _LINE))
