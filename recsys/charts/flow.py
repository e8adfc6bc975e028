"""Shared people and the directors they link, as a Sankey diagram."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import MARGIN, figure, role_word, shorten
from recsys.charts.overlap import first_directors, linking_several, top_collaborators
from recsys.charts.palette import NEUTRAL, ROLE_COLOURS, faded
from recsys.vocabulary.roles import ROLES

_COLUMNS = (0.001, 0.999)
_MAX_NAME = 26
"""Characters of a name, so that two fit between the columns on a phone."""

_MAX_PEOPLE = 14
_PAD = 12
_LEGEND_ROW = 22
"""Pixels between nodes, and of a row of the legend."""


def flow(overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Bands from the people whom several directors share to these directors.

    The width of a band is the number of films together, its colour the person's role.
    """
    rows = top_collaborators(linking_several(first_directors(overlap)), _MAX_PEOPLE)
    people = rows.unique("person_id", keep="first", maintain_order=True)
    others = rows.unique("other_id", keep="first", maintain_order=True)
    person_node = {person: index for index, person in enumerate(people["person_id"])}
    other_node = {other: people.height + index for index, other in enumerate(others["other_id"])}
    labels = [*people["person"], *others["other"]]
    columns = [_films(rows, "person_id", people), _films(rows, "other_id", others)]
    roles = [role for role in ROLES if role in set(rows["role"])]
    top = _LEGEND_ROW * ((len(roles) + 1) // 2) + 6
    height = 30 * max(6, people.height, others.height)
    sankey = go.Sankey(
        arrangement="snap",
        textfont={"color": ink, "size": 11},
        node={
            "label": [shorten(label, _MAX_NAME) for label in labels],
            "x": [x for x, column in zip(_COLUMNS, columns, strict=True) for _ in column],
            "y": [middle for column in _middles(columns, height) for middle in column],
            "customdata": [shorten(label, 60) for label in labels],
            "color": [*(ROLE_COLOURS[role] for role in people["role"]), *[NEUTRAL] * others.height],
            "pad": _PAD,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{customdata}: %{value} films<extra></extra>",
        },
        link={
            "source": [person_node[person] for person in rows["person_id"]],
            "target": [other_node[other] for other in rows["other_id"]],
            "value": rows["other_films"].to_list(),
            "color": [faded(ROLE_COLOURS[role], 0.35) for role in rows["role"]],
            "customdata": [role_word(role) for role in rows["role"]],
            "hovertemplate": (
                "%{source.customdata}, %{customdata}, with %{target.customdata}<br>"
                "%{value} films together<extra></extra>"
            ),
        },
    )
    return figure(
        [sankey, *map(_legend_entry, roles)],
        height + top + MARGIN,
        ink,
        top=top,
        showlegend=True,
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True},
    )


def _films(rows: pl.DataFrame, key: str, nodes: pl.DataFrame) -> list[int]:
    """Number of films of each node."""
    films = dict(rows.group_by(key).agg(pl.col("other_films").sum()).iter_rows())
    return [films[node] for node in nodes[key]]


def _middles(columns: Sequence[Sequence[int]], height: float) -> list[list[float]]:
    """Vertical position of the middle of each node, 0 at the top to 1, by number of films.

    Plotly keeps these positions and pushes overlapping nodes below the lower edge.
    """
    # Pixels per film in the fullest column.
    scale = min((height - _PAD * (len(column) - 1)) / sum(column) for column in columns)
    positions = []
    for column in columns:
        top = (height - scale * sum(column) - _PAD * (len(column) - 1)) / 2
        middles = []
        for films in column:
            middles.append((top + scale * films / 2) / height)
            top += scale * films + _PAD
        positions.append(middles)
    return positions


def _legend_entry(role: str) -> go.Scatter:
    """An empty trace for the legend, which Sankey diagrams lack."""
    return go.Scatter(
        x=[None], y=[None], mode="markers", name=role_word(role),
        marker={"symbol": "square", "size": 11, "color": ROLE_COLOURS[role]},
    )  # fmt: skip
