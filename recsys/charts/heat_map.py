"""The overlap as a heat map: shared people by recommended directors."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, category_axis, figure, role_word, shorten
from recsys.charts.overlap import top_collaborators
from recsys.charts.palette import ON_COLOUR, ROLE_COLOURS
from recsys.vocabulary.roles import ROLES


def heat_map(overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Shared people (rows) by recommended directors (columns), coloured by role.

    The number in a cell counts the director's films that the person worked on.
    """
    rows = top_collaborators(overlap)
    others = overlap.unique("other_id", keep="first", maintain_order=True)
    people = rows.unique("person_id", keep="first", maintain_order=True)
    roles = [role for role in ROLES if role in set(rows["role"])]
    row_of = {person: row for row, person in enumerate(people["person_id"])}
    column_of = {other: column for column, other in enumerate(others["other_id"])}
    colour, text, hover = (_grid(people.height, others.height, fill) for fill in (None, "", ""))
    for cell in rows.to_dicts():
        row, column = row_of[cell["person_id"]], column_of[cell["other_id"]]
        colour[row][column] = roles.index(cell["role"])
        text[row][column] = str(cell["other_films"])
        hover[row][column] = (
            f"{shorten(cell['person'], 60)}, {role_word(cell['role'])}<br>"
            f"{cell['other_films']} of the films of {shorten(cell['other'], 60)}<br>"
            f"{cell['films']} of the films of the director in question"
        )
    # Traces are dictionaries: Plotly's classes would validate every cell, and the figure again.
    cells = {
        "type": "heatmap",
        "z": colour,
        "text": text,
        "texttemplate": "%{text}",
        "textfont": {"color": ON_COLOUR, "size": 12},
        "hovertext": hover,
        "hoverinfo": "text",
        "hoverongaps": False,
        "colorscale": _stepped_scale([ROLE_COLOURS[role] for role in roles]),
        "zmin": -0.5,
        "zmax": len(roles) - 0.5,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    horizontal = category_axis([shorten(name) for name in others["other"]])
    vertical = category_axis([shorten(name) for name in people["person"]])
    return figure(
        [cells, *map(_legend_entry, roles)],
        190 + 24 * max(4, people.height),
        ink,
        xaxis=axis("recommended directors", ink, **horizontal, tickangle=-45),
        yaxis=axis("people they share", ink, **vertical | {"range": [people.height - 0.5, -0.5]}),
    )


def _grid(rows: int, columns: int, fill: Any) -> list[list[Any]]:
    return [[fill] * columns for _ in range(rows)]


def _stepped_scale(colours: list[str]) -> list[tuple[float, str]]:
    """A colour scale of flat steps, one per colour."""
    count = len(colours)
    return [
        (edge / count, colour)
        for index, colour in enumerate(colours)
        for edge in (index, index + 1)
    ]


def _legend_entry(role: str) -> dict[str, Any]:
    """An empty trace for the legend, which heat maps lack."""
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "markers",
        "marker": {"symbol": "square", "size": 11, "color": ROLE_COLOURS[role]},
        "name": role_word(role),
    }
