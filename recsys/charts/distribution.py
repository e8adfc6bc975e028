"""Distributions: the number of rows of a table in each bin of a dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from recsys.charts.drawing import axis, figure, shorten
from recsys.charts.palette import ACCENT, GRID, faded
from recsys.explore import Dimension

_SCALE_HEIGHT = 220
_BAR_HEIGHT = 17
MAX_LABELS = 12
"""Maximum number of labels, the most frequent; a scale is drawn in full."""
_UNSELECTED_OPACITY = 0.3
_LOGARITHMIC_RATIO = 200
"""Ratio of the largest to the smallest bin above which the count axis is logarithmic."""


def distribution(dimension: Dimension, selected: Sequence[int], noun: str, ink: str) -> go.Figure:
    """Columns along a scale, or bars of labels.

    Bars are numbered like the dimension's bins, so the index of a selected point is that of a bin.
    If counts differ widely, as for how often people work together, the count axis of a scale is
    logarithmic.

    Parameters
    ----------
    selected : sequence of int
        Selected bins; if there are any, the others are faint.
    noun : str
        What is counted, such as `films`.
    """
    is_scale = dimension.is_scale
    bins = list(range(len(dimension.ticks)))[: None if is_scale else MAX_LABELS]
    names = [shorten(dimension.describe([index]), 60) for index in bins]
    counts = dimension.counts[: len(bins)].tolist()
    colours = [
        ACCENT if not selected or index in selected else faded(ACCENT, _UNSELECTED_OPACITY)
        for index in bins
    ]
    bars = go.Bar(
        x=bins if is_scale else counts,
        y=counts if is_scale else bins,
        orientation="v" if is_scale else "h",
        marker={"color": colours, "line": {"width": 0}},
        customdata=[
            f"{name}<br>{count:,} {noun}" for name, count in zip(names, counts, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    bin_axis = axis(
        dimension.title,
        ink,
        fixedrange=True,
        tickmode="array",
        range=[-0.6, len(bins) - 0.4] if is_scale else [len(bins) - 0.4, -0.6],
        showgrid=False,
        **_ticks(dimension, bins),
    )
    logarithmic = is_scale and _is_skewed(counts)
    count_axis = axis(
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
        _SCALE_HEIGHT if is_scale else 76 + _BAR_HEIGHT * max(4, len(bins)),
        ink,
        top=8,
        xaxis=bin_axis if is_scale else count_axis,
        yaxis=count_axis if is_scale else bin_axis,
        showlegend=False,
        bargap=0.15 if len(bins) < 60 else 0.0,
        # Bins of a scale are selected by dragging, labels by clicking: Streamlit treats a click as
        # a selection only if dragging does not select.
        dragmode="select" if is_scale else False,
        selectdirection="h",
    )


def _ticks(dimension: Dimension, bins: list[int]) -> dict[str, Any]:
    """Axis properties for the ticks: one per label, or at regular bins of a long scale."""
    if not dimension.is_scale:
        names = [shorten(dimension.ticks[index], 20) for index in bins]
        return {"tickvals": bins, "ticktext": names}
    step = next((step for step in (1, 2, 5, 10, 20, 50) if len(bins) / step <= 16), 100)
    shown = [index for index in bins if _has_tick(dimension.ticks[index], index, step)]
    return {
        "tickvals": shown,
        "ticktext": [shorten(dimension.ticks[index], 12) for index in shown],
        "autotickangles": [0, -45, -90],
    }


def _has_tick(label: str, index: int, step: int) -> bool:
    """Whether a bin of a scale gets a tick: every `step`-th bin, or years divisible by `step`."""
    if label.isdigit() and step > 2:
        return int(label) % step == 0
    return index % step == 0


def _is_skewed(counts: list[int]) -> bool:
    filled = [count for count in counts if count]
    return (
        len(filled) > 3
        and max(filled) > _LOGARITHMIC_RATIO * min(filled)
        and counts[0] == max(counts)
    )
