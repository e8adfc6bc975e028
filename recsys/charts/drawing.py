"""What all figures have in common: their ground, legend, axes and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from recsys.charts.palette import GRID

MARGIN, MARGIN_TOP = 8, 36
"""Pixels around what is drawn, and over it."""

_FEW = 8
"""Numbers up to which each has its mark; Plotly would put halves between them."""


def figure(
    traces: Sequence[Any],
    height: int,
    ink: str,
    *,
    top: int = MARGIN_TOP,
    legend: dict[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure of traces on no ground of its own, its text in the colour `ink`.

    The layout is given whole: each later change of a figure takes Plotly longer than making it.

    Parameters
    ----------
    height, top : int
        Pixels; `top` is left free over what is drawn.
    legend, layout : dict
        Further properties of the legend and of the layout, axes among them.
    """
    ours = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"color": ink}}
    return go.Figure(
        data=traces,
        layout={
            "height": height,
            "font": {"color": ink},
            "legend": ours | (legend or {}),
            "margin": {"l": MARGIN, "r": MARGIN, "t": top, "b": MARGIN},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            **layout,
        },
    )


def axis(title: str, ink: str, **more: Any) -> dict[str, Any]:
    """An axis with its title, without a line at zero."""
    return {
        "title": {"text": title, "font": {"color": ink}},
        "tickfont": {"color": ink},
        "zeroline": False,
        **more,
    }


def counts(title: str, ink: str, most: int, **more: Any) -> dict[str, Any]:
    """An axis of numbers of something up to `most`, with no mark between two whole ones."""
    return axis(
        title,
        ink,
        showgrid=True,
        gridcolor=GRID,
        tickformat=",d",
        dtick=1 if most <= _FEW else None,
        rangemode="tozero",
        **more,
    )


def named(labels: Sequence[str]) -> dict[str, Any]:
    """Of an axis: a label at each of 0, 1, 2 and so on, and no grid."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [-0.5, len(labels) - 0.5],
        "showgrid": False,
    }


def shorten(name: str, length: int = 24) -> str:
    """A label that fits, and that Plotly does not read as its HTML-like markup."""
    text = name if len(name) <= length else name[: length - 1].rstrip() + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def role_word(role: str) -> str:
    """A role in words: `production designer`."""
    return role.replace("_", " ")
