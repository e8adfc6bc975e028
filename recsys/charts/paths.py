"""Paths between two people or films, drawn like the lines of a train with their stations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import figure, shorten, wrap_name
from recsys.charts.palette import DIRECTOR_COLOURS, GRID

_SYMBOLS = {"person": "circle", "film": "square"}
_WIDTH = 14.0
"""Width of the figure in the distance of two lines; names have what the lines leave."""

_ROW_HEIGHT = 34
_NAME = 28
"""Characters of a line of a name, so that it fits beside five lines on a phone."""


@dataclass
class _Station:
    """A person or film, with the lines that stop there."""

    step: dict[str, Any]
    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def paths(found: pl.DataFrame, ink: str) -> go.Figure:
    """One vertical line per path, from one end above to the other below.

    People are circles, films squares. A person or film of several paths is one station of several
    lines. Points carry kind and id as their second and third datum.

    Parameters
    ----------
    found : polars.DataFrame
        Columns as of `Connections.paths`.
    """
    chains = found["steps"].to_list()
    stations = _stations(chains)
    last = len(stations) - 1
    lines = [
        go.Scatter(
            x=[line, line],
            y=[0, last],
            mode="lines",
            line={"width": 4, "color": DIRECTOR_COLOURS[line % len(DIRECTOR_COLOURS)]},
            hoverinfo="skip",
            showlegend=False,
        )
        for line in range(len(chains))
    ]
    return figure(
        [
            _guides(stations, len(chains)),
            *lines,
            *(_marks(stations, kind, ink) for kind in _SYMBOLS),
            _names(stations, len(chains), ink),
        ],
        50 + _ROW_HEIGHT * len(stations),
        ink,
        legend={"itemclick": False, "itemdoubleclick": False},
        xaxis={"visible": False, "range": [-0.6, _WIDTH], "fixedrange": True},
        yaxis={"visible": False, "range": [last + 0.6, -0.6], "fixedrange": True},
        dragmode=False,
        hovermode="closest",
    )


def _stations(chains: list[list[dict[str, Any]]]) -> list[_Station]:
    """Stations from top to bottom: by step, then by the first path that passes."""
    stations: dict[tuple[int, str], _Station] = {}
    for index in range(len(chains[0])):
        for line, chain in enumerate(chains):
            step = chain[index]
            station = stations.setdefault((index, step["id"]), _Station(step))
            station.lines.append(line)
            if words := _roles(chain, index):
                station.words.append(words)
    return list(stations.values())


def _roles(chain: list[dict[str, Any]], index: int) -> str:
    """What a person did on the films beside them on a path; empty for a film."""
    if chain[index]["kind"] == "film":
        return ""
    parts = []
    for film, credit in ((index - 1, index), (index + 1, index + 1)):
        if 0 <= film < len(chain):
            roles = ", ".join(chain[credit]["roles"]).replace("_", " ")
            parts.append(f"{roles} of {shorten(chain[film]['name'], 40)}")
    return "<br>".join(parts)


def _guides(stations: list[_Station], lines: int) -> go.Scatter:
    """A faint line from each station across to its name, and between its own lines."""
    x: list[float | None] = []
    y: list[int | None] = []
    for row, station in enumerate(stations):
        x += [station.lines[0], lines - 0.45, None]
        y += [row, row, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"width": 1, "color": GRID}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def _marks(stations: list[_Station], kind: str, ink: str) -> go.Scatter:
    points = [
        (line, row, station)
        for row, station in enumerate(stations)
        if station.step["kind"] == kind
        for line in station.lines
    ]
    return go.Scatter(
        x=[line for line, _, _ in points],
        y=[row for _, row, _ in points],
        mode="markers",
        name=kind,
        marker={
            "symbol": _SYMBOLS[kind],
            "size": 14,
            "color": [DIRECTOR_COLOURS[line % len(DIRECTOR_COLOURS)] for line, _, _ in points],
            "line": {"width": 2, "color": ink},
        },
        customdata=[_datum(station) for _, _, station in points],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )


def _names(stations: list[_Station], lines: int, ink: str) -> go.Scatter:
    return go.Scatter(
        x=[lines - 0.4] * len(stations),
        y=list(range(len(stations))),
        mode="text",
        text=[_label(station.step) for station in stations],
        textposition="middle right",
        textfont={"color": ink, "size": 13},
        customdata=[_datum(station) for station in stations],
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )


def _label(step: dict[str, Any]) -> str:
    if step["kind"] == "person":
        return f"<b>{wrap_name(step['name'], _NAME)}</b>"
    return wrap_name(f"{step['name']} ({step['year'] or 'year unknown'})", _NAME)


def _datum(station: _Station) -> tuple[str, str, str]:
    words = [f"<b>{shorten(station.step['name'], 60)}</b>", *dict.fromkeys(station.words)]
    return "<br>".join(words), station.step["kind"], station.step["id"]
