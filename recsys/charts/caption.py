"""Title and source of a figure, which a saved picture keeps."""

from __future__ import annotations

from textwrap import wrap

import plotly.graph_objects as go

from recsys.charts.drawing import shorten

_LINE_LENGTH = 46
_SOURCE_LENGTH = 66
"""Characters of a line of the title and of the source, so that they fit on a phone."""

_LINE_HEIGHT, _SOURCE_HEIGHT, _GAP = 19, 17, 22
"""Pixels."""


def with_caption(figure: go.Figure, title: str, source: str, ink: str) -> go.Figure:
    """Write a title and the source above a figure, which grows by their height."""
    lines = [shorten(line, _LINE_LENGTH + 2) for line in wrap(title, _LINE_LENGTH)]
    height = _LINE_HEIGHT * len(lines) + _SOURCE_HEIGHT + _GAP
    total = figure.layout.height + height
    return figure.update_layout(
        height=total,
        margin_t=figure.layout.margin.t + height,
        title={
            "text": "<br>".join(lines),
            "font": {"size": 14, "color": ink, "weight": 600},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            # Plotly places the last line, and writes those before it above.
            "y": 1 - _LINE_HEIGHT * (len(lines) - 1) / total,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 6, "l": 8},
            "subtitle": {
                "text": shorten(source, _SOURCE_LENGTH),
                "font": {"size": 11, "color": ink},
            },
        },
    )
