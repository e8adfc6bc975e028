"""The overlap as a matrix: shared people by directors."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, figure, role_word, shorten, wrap_name
from recsys.charts.overlap import first_directors, top_collaborators
from recsys.charts.palette import ACCENT, NEUTRAL, ROLE_COLOURS, faded
from recsys.vocabulary.roles import ROLES

ROLE_SYMBOLS: dict[str, str] = dict(
    zip(
        ROLES,
        ("diamond", "square", "circle", "triangle-up", "star", "cross", "x", "pentagon",
         "triangle-down", "hexagon", "bowtie", "hourglass"),
        strict=True,
    )
)  # fmt: skip
"""One symbol per role, so that roles differ without colour."""

_ROLE, _OWN, _FIRST = 0.0, 1.0, 2.4
"""Horizontal positions: the mark of the role, the query's own column, the first director."""

_MIN_OPACITY, _MAX_OPACITY = 0.14, 0.6
"""Opacities of one film and of the most, which keep the contrast of the number on top."""

_ROW_HEIGHT = 29
_LEGEND_ROW = 22
_LETTER = 7
"""Pixels: rows of people, a row of the legend, a letter of a column's name."""


def heat_map(name: str, overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Shared people (rows) by directors (columns); a cell has the number of films together.

    The first column is the query's own director, apart from the others. The row on top holds how
    many people each recommended director shares, the last column how many of the directors shown
    share each person. Points carry the person's id as their second datum.
    """
    shown = first_directors(overlap)
    rows = top_collaborators(shown)
    people = rows.unique("person_id", keep="first", maintain_order=True)
    others = shown.unique("other_id", keep="first", maintain_order=True)
    last = _FIRST + others.height - 1
    total = last + 1.4
    columns = {other: _FIRST + index for index, other in enumerate(others["other_id"])}
    roles = [role for role in ROLES if role in set(people["role"])]
    most = max(*people["films"].to_list(), *rows["other_films"].to_list())
    own = _cells([_OWN], [[films] for films in people["films"]], people["films"].max(), NEUTRAL)
    theirs = _cells(list(columns.values()), _counts(rows, people, columns), most, ACCENT)
    ticks = [_OWN, *columns.values(), total]
    names = [name, *others["other"], "of these"]
    texts = [shorten(text) for text in names]
    top = 14 + _LETTER * max(map(len, texts))
    legend = _LEGEND_ROW * ((len(roles) + 1) // 2)
    return figure(
        [
            own,
            theirs,
            *(_role_marks(people, role) for role in roles),
            _numbers(name, people, rows, columns, ink),
            _totals(shown, people, others, columns, total, ink),
        ],
        top + _ROW_HEIGHT * (people.height + 1) + legend + 14,
        ink,
        top=top,
        legend={"y": -0.01, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
        xaxis=axis(
            "",
            ink,
            tickmode="array",
            tickvals=ticks,
            ticktext=texts,
            tickangle=-90,
            automargin=False,
            ticks="",
            side="top",
            range=[_ROLE - 0.5, total + 0.6],
            showgrid=False,
            fixedrange=True,
        ),
        yaxis=axis(
            "",
            ink,
            tickmode="array",
            tickvals=list(range(-1, people.height)),
            ticktext=["<i>shared people</i>", *(wrap_name(p, 15) for p in people["person"])],
            tickfont={"color": ink, "size": 11},
            range=[people.height - 0.4, -1.6],
            showgrid=False,
            fixedrange=True,
            ticks="",
            ticklabelstandoff=2,
        ),
        showlegend=True,
        dragmode=False,
        hovermode="closest",
    )


def _counts(
    rows: pl.DataFrame, people: pl.DataFrame, columns: dict[str, float]
) -> list[list[int | None]]:
    """Films together by person and director, None for none."""
    films = {(r["person_id"], r["other_id"]): r["other_films"] for r in rows.to_dicts()}
    return [[films.get((person, other)) for other in columns] for person in people["person_id"]]


def _cells(x: list[float], films: list[list[int | None]], most: Any, colour: str) -> dict[str, Any]:
    """The shade of the cells. A dictionary: Plotly's class would validate every cell."""
    return {
        "type": "heatmap",
        "x": x,
        "y": list(range(len(films))),
        "z": films,
        "colorscale": [(0, faded(colour, _MIN_OPACITY)), (1, faded(colour, _MAX_OPACITY))],
        "zmin": 1,
        "zmax": max(2, most),
        "showscale": False,
        "hoverinfo": "skip",
        "xgap": 2,
        "ygap": 2,
    }


def _role_marks(people: pl.DataFrame, role: str) -> dict[str, Any]:
    """A mark beside each person of a role."""
    rows = [index for index, own in enumerate(people["role"]) if own == role]
    return {
        "type": "scatter",
        "x": [_ROLE] * len(rows),
        "y": rows,
        "mode": "markers",
        "marker": {"symbol": ROLE_SYMBOLS[role], "size": 11, "color": ROLE_COLOURS[role]},
        "name": role_word(role),
        "hovertemplate": role_word(role) + "<extra></extra>",
    }


def _numbers(
    name: str, people: pl.DataFrame, rows: pl.DataFrame, columns: dict[str, float], ink: str
) -> dict[str, Any]:
    """The number in each cell, with the text that appears above it."""
    row_of = {person: row for row, person in enumerate(people["person_id"])}
    points = [
        (_OWN, row_of[p["person_id"]], p["films"], f"{shorten(p['person'], 60)}<br>"
         f"films with {shorten(name, 60)}: {p['films']}", p["person_id"])
        for p in people.to_dicts()
    ] + [
        (columns[cell["other_id"]], row_of[cell["person_id"]], cell["other_films"],
         f"{shorten(cell['person'], 60)}, {role_word(cell['role'])}<br>"
         f"films with {shorten(cell['other'], 60)}: {cell['other_films']}<br>"
         f"films with {shorten(name, 60)}: {cell['films']}", cell["person_id"])
        for cell in rows.to_dicts()
    ]  # fmt: skip
    x, y, films, words, ids = zip(*points, strict=True)
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers+text",
        "marker": {"size": 20, "color": "rgba(0, 0, 0, 0)", "symbol": "square"},
        "text": [str(count) for count in films],
        "textfont": {"color": ink, "size": 12},
        "customdata": list(zip(words, ids, strict=True)),
        "hovertemplate": "%{customdata[0]}<extra></extra>",
        "showlegend": False,
    }


def _totals(
    overlap: pl.DataFrame,
    people: pl.DataFrame,
    others: pl.DataFrame,
    columns: dict[str, float],
    last: float,
    ink: str,
) -> dict[str, Any]:
    """Shared people of each director, and directors of each person."""
    shared = dict(overlap.group_by("other_id").agg(pl.col("person_id").n_unique()).iter_rows())
    linked = dict(overlap.group_by("person_id").agg(pl.col("other_id").n_unique()).iter_rows())
    top = [(columns[other], -1, shared[other]) for other in others["other_id"]]
    right = [(last, row, linked[person]) for row, person in enumerate(people["person_id"])]
    x, y, counts = zip(*top, *right, strict=True)
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "text",
        "text": [f"<b>{count}</b>" for count in counts],
        "textfont": {"color": ink, "size": 12},
        "hoverinfo": "skip",
        "showlegend": False,
    }
