"""The overlap as a heat map: shared people by recommended directors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.overlap import laid_out, most_linking, role_word, shorten
from recsys.charts.palette import ON_COLOUR, ROLE_COLOURS
from recsys.roles import ROLES


def heat_map(overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Shared people (rows) by recommended directors (columns), coloured by role.

    The number in a cell is how many of the director's films the person worked on.
    """
    drawn = most_linking(overlap)
    others = overlap.unique("other_id", keep="first", maintain_order=True)
    people = drawn.unique("person_id", keep="first", maintain_order=True)
    roles = [role for role in ROLES if role in set(drawn["role"])]
    row_of = {person: row for row, person in enumerate(people["person_id"])}
    column_of = {other: column for column, other in enumerate(others["other_id"])}
    colour, text, hover = (_grid(people.height, others.height, fill) for fill in (None, "", ""))
    for cell in drawn.to_dicts():
        row, column = row_of[cell["person_id"]], column_of[cell["other_id"]]
        colour[row][column] = roles.index(cell["role"])
        text[row][column] = str(cell["other_films"])
        hover[row][column] = (
            f"{shorten(cell['person'], 60)}, {role_word(cell['role'])}<br>"
            f"{cell['other_films']} of the films of {shorten(cell['other'], 60)}<br>"
            f"{cell['films']} of the films of the director in question"
        )
    figure = go.Figure(
        go.Heatmap(
            z=colour,
            text=text,
            texttemplate="%{text}",
            textfont={"color": ON_COLOUR, "size": 12},
            hovertext=hover,
            hoverinfo="text",
            hoverongaps=False,
            colorscale=_steps([ROLE_COLOURS[role] for role in roles]),
            zmin=-0.5,
            zmax=len(roles) - 0.5,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    _role_legend(figure, roles)
    _name_axis(figure.update_xaxes, others["other"], "recommended directors", ink)
    figure.update_xaxes(tickangle=-45)
    _name_axis(figure.update_yaxes, people["person"], "people they share", ink)
    figure.update_yaxes(range=[people.height - 0.5, -0.5])
    return laid_out(figure, 190 + 24 * max(4, people.height), ink)


def _grid(rows: int, columns: int, fill: Any) -> list[list[Any]]:
    return [[fill] * columns for _ in range(rows)]


def _steps(colours: list[str]) -> list[tuple[float, str]]:
    """A colour scale of flat steps, one a colour."""
    count = len(colours)
    return [
        (edge / count, colour)
        for place, colour in enumerate(colours)
        for edge in (place, place + 1)
    ]


def _name_axis(update: Callable[..., Any], names: pl.Series, title: str, ink: str) -> None:
    update(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[shorten(name) for name in names],
        range=[-0.5, len(names) - 0.5],
        title={"text": title, "font": {"color": ink}},
        tickfont={"color": ink},
        showgrid=False,
        zeroline=False,
    )


def _role_legend(figure: go.Figure, roles: list[str]) -> None:
    """Heat maps have no legend of their own: empty traces carry it."""
    for role in roles:
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                marker={"symbol": "square", "size": 11, "color": ROLE_COLOURS[role]},
                name=role_word(role),
            )
        )
