"""How many rows of a table fall into each bin of a dimension."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from recsys.charts.drawing import axis, figure, shorten
from recsys.charts.palette import ACCENT, GRID, faded
from recsys.explore import Dimension

_COLUMNS_HEIGHT = 220
_BAR = 17
MOST_LABELS = 12
"""Labels drawn, the most frequent; a scale is drawn whole."""
_NOT_CHOSEN = 0.3
_TENFOLD = 200
"""Largest bin, as a multiple of the smallest, from which counts stand on a logarithmic axis."""


def distribution(dimension: Dimension, chosen: Sequence[int], noun: str, ink: str) -> go.Figure:
    """Columns along a scale, or bars of labels; what is not chosen is faint, if anything is.

    Bars are numbered as the dimension's bins, so that a selected point is a bin. Where counts
    differ very much, as they do of how often people work together, the axis of a scale is
    logarithmic.

    Parameters
    ----------
    noun : str
        What is counted: `films`.
    """
    across = dimension.is_scale
    places = list(range(len(dimension.ticks)))[: None if across else MOST_LABELS]
    names = [shorten(dimension.words([place]), 60) for place in places]
    counts = dimension.counts[: len(places)].tolist()
    colours = [
        ACCENT if not chosen or place in chosen else faded(ACCENT, _NOT_CHOSEN) for place in places
    ]
    bars = go.Bar(
        x=places if across else counts,
        y=counts if across else places,
        orientation="v" if across else "h",
        marker={"color": colours, "line": {"width": 0}},
        customdata=[
            f"{name}<br>{count:,} {noun}" for name, count in zip(names, counts, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    bins = axis(
        dimension.title,
        ink,
        fixedrange=True,
        tickmode="array",
        range=[-0.6, len(places) - 0.4] if across else [len(places) - 0.4, -0.6],
        showgrid=False,
        **_ticks(dimension, places),
    )
    logarithmic = across and _far_apart(counts)
    size = axis(
        noun + (", logarithmic" if logarithmic else ""),
        ink,
        type="log" if logarithmic else "linear",
        dtick=1 if logarithmic else None,
        tickformat="~s",
        nticks=4,
        showgrid=True,
        gridcolor=GRID,
        fixedrange=True,
    )
    return figure(
        [bars],
        _COLUMNS_HEIGHT if across else 76 + _BAR * max(4, len(places)),
        ink,
        top=8,
        xaxis=bins if across else size,
        yaxis=size if across else bins,
        showlegend=False,
        bargap=0.15 if len(places) < 60 else 0.0,
        # A scale is chosen from by dragging across it, labels by clicking: Streamlit takes clicks
        # as a selection only where dragging is none.
        dragmode="select" if across else False,
        selectdirection="h",
    )


def _ticks(dimension: Dimension, places: list[int]) -> dict:
    """Where ticks stand: at each label, on a long scale at every so many bins."""
    if not dimension.is_scale:
        names = [shorten(dimension.ticks[place], 20) for place in places]
        return {"tickvals": places, "ticktext": names}
    step = next((step for step in (1, 2, 5, 10, 20, 50) if len(places) / step <= 16), 100)
    shown = [place for place in places if _round(dimension.ticks[place], place, step)]
    return {
        "tickvals": shown,
        "ticktext": [shorten(dimension.ticks[place], 12) for place in shown],
        "autotickangles": [0, -45, -90],
    }


def _round(tick: str, place: int, step: int) -> bool:
    """Whether a bin of a scale gets a tick: each, every second, or the round years."""
    if tick.isdigit() and step > 2:
        return int(tick) % step == 0
    return place % step == 0


def _far_apart(counts: list[int]) -> bool:
    filled = [count for count in counts if count]
    return len(filled) > 3 and max(filled) > _TENFOLD * min(filled) and counts[0] == max(counts)
