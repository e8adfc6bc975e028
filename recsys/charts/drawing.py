"""Layout, axes and labels shared by all figures."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from recsys.charts.palette import GRID

MARGIN, MARGIN_TOP = 8, 36
"""Margins in pixels: left, right and bottom; top."""

_MAX_UNIT_TICKS = 8
"""Largest maximum at which every integer gets a tick; Plotly would add halves."""


def figure(
    traces: Sequence[Any],
    height: int,
    ink: str,
    *,
    top: int = MARGIN_TOP,
    legend: dict[str, Any] | None = None,
    **layout: Any,
) -> go.Figure:
    """A figure with a transparent background and text in the colour `ink`.

    Pass the whole layout: changing a figure later takes Plotly longer than creating it.

    Parameters
    ----------
    height, top : int
        Height and top margin in pixels.
    legend, layout : dict
        Further properties of the legend and of the layout, such as axes.
    """
    default_legend = {
        "orientation": "h",
        "y": 1.02,
        "yanchor": "bottom",
        "x": 0,
        "font": {"color": ink},
    }
    return go.Figure(
        data=traces,
        layout={
            "height": height,
            "font": {"color": ink},
            "legend": default_legend | (legend or {}),
            "margin": {"l": MARGIN, "r": MARGIN, "t": top, "b": MARGIN},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            **layout,
        },
    )


def axis(title: str, ink: str, **more: Any) -> dict[str, Any]:
    """An axis with a title and without a zero line."""
    return {
        "title": {"text": title, "font": {"color": ink}},
        "tickfont": {"color": ink},
        "zeroline": False,
        **more,
    }


def count_axis(title: str, ink: str, maximum: int, **more: Any) -> dict[str, Any]:
    """An axis for counts up to `maximum`, with ticks at integers only."""
    return axis(
        title,
        ink,
        showgrid=True,
        gridcolor=GRID,
        tickformat=",d",
        dtick=1 if maximum <= _MAX_UNIT_TICKS else None,
        rangemode="tozero",
        **more,
    )


def category_axis(labels: Sequence[str]) -> dict[str, Any]:
    """Properties of an axis with a label at each of 0, 1, 2 and so on, without a grid."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [-0.5, len(labels) - 0.5],
        "showgrid": False,
    }


def shorten(name: str, length: int = 24) -> str:
    """A label of at most `length` characters, escaped for Plotly's HTML-like markup."""
    text = name if len(name) <= length else name[: length - 1].rstrip() + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrap_name(name: str, length: int = 16) -> str:
    """A whole name on as many lines of about `length` characters as it takes, escaped.

    >>> wrap_name("Thelma Schoonmaker")
    'Thelma<br>Schoonmaker'
    """
    return "<br>".join(shorten(line, 2 * length) for line in wrap(name, length)) or "–"


def role_word(role: str) -> str:
    """A role in words: `production designer`."""
    return role.replace("_", " ")
