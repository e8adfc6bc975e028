"""The overlap as a Sankey diagram: director, shared people, recommended directors."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import MARGIN, MARGIN_TOP, figure, shorten
from recsys.charts.overlap import top_collaborators
from recsys.charts.palette import ACCENT, NEUTRAL, ROLE_COLOURS, faded

_COLUMNS = (0.001, 0.34, 0.999)
"""Horizontal positions. Names of people and of directors both fit between the second and the
third column, even on a phone."""

_MAX_NAME = 17
"""Characters of a name, so that two names fit between these columns."""

_PAD = 14
"""Pixels between nodes."""


def flow(director: str, overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Bands from the director through the shared people to the recommended directors.

    The width of a band is the number of films together.
    """
    rows = top_collaborators(overlap, 16)
    people = rows.unique("person_id", keep="first", maintain_order=True)
    others = rows.unique("other_id", keep="first", maintain_order=True)
    person_node = {person: index + 1 for index, person in enumerate(people["person_id"])}
    first = 1 + people.height
    other_node = {other: first + index for index, other in enumerate(others["other_id"])}
    labels = [director, *people["person"], *others["other"]]
    height = 140 + 26 * max(8, people.height, others.height)
    columns = _thickness(people, others, rows)
    middles = _middles(columns, height - MARGIN_TOP - MARGIN)
    colours = [ACCENT, *[ROLE_COLOURS[role] for role in people["role"]], *[NEUTRAL] * others.height]
    query_links = [
        (0, person_node[row["person_id"]], row["films"], row["role"]) for row in people.to_dicts()
    ]
    candidate_links = [
        (
            person_node[row["person_id"]],
            other_node[row["other_id"]],
            row["other_films"],
            row["role"],
        )
        for row in rows.to_dicts()
    ]
    links = query_links + candidate_links
    sankey = go.Sankey(
        arrangement="snap",
        textfont={"color": ink, "size": 11},
        node={
            "label": [shorten(label, _MAX_NAME) for label in labels],
            "x": [x for x, column in zip(_COLUMNS, columns, strict=True) for _ in column],
            "y": [middle for column in middles for middle in column],
            "customdata": [shorten(label, 60) for label in labels],
            "color": colours,
            "pad": _PAD,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [link[0] for link in links],
            "target": [link[1] for link in links],
            "value": [link[2] for link in links],
            "color": [faded(ROLE_COLOURS[link[3]], 0.35) for link in links],
            "hovertemplate": (
                "%{source.customdata} – %{target.customdata}<br>%{value} films together"
                "<extra></extra>"
            ),
        },
    )
    return figure([sankey], height, ink)


def _thickness(
    people: pl.DataFrame, others: pl.DataFrame, rows: pl.DataFrame
) -> tuple[list[int], list[int], list[int]]:
    """Number of films of each node: the director, the people, the recommended directors."""
    other_films = pl.col("other_films").sum()
    of_people = people.select("person_id", "films").join(
        rows.group_by("person_id").agg(other_films), on="person_id", maintain_order="left"
    )
    of_others = others.select("other_id").join(
        rows.group_by("other_id").agg(other_films), on="other_id", maintain_order="left"
    )
    return (
        [sum(people["films"].to_list())],
        of_people.select(pl.max_horizontal("films", "other_films")).to_series().to_list(),
        of_others["other_films"].to_list(),
    )


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
