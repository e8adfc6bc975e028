"""The overlap as a flow: director, shared people, recommended directors."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import MARGIN, MARGIN_TOP, figure, shorten
from recsys.charts.overlap import most_linking
from recsys.charts.palette import ACCENT, NEUTRAL, ROLE_COLOURS, faded

_COLUMNS = (0.001, 0.34, 0.999)
"""Where they stand. Both names of people and of directors are written between the second and the
third, which leaves room for them on a phone, too."""

_LETTERS = 17
"""Of a name, so that two of them fit between the columns there."""

_PAD = 14
"""Pixels between nodes."""


def flow(director: str, overlap: pl.DataFrame, ink: str) -> go.Figure:
    """From the director through the people they share to the recommended directors.

    A band's width is the number of films together.
    """
    drawn = most_linking(overlap, 16)
    people = drawn.unique("person_id", keep="first", maintain_order=True)
    others = drawn.unique("other_id", keep="first", maintain_order=True)
    person_node = {person: place + 1 for place, person in enumerate(people["person_id"])}
    first = 1 + people.height
    other_node = {other: first + place for place, other in enumerate(others["other_id"])}
    labels = [director, *people["person"], *others["other"]]
    height = 140 + 26 * max(8, people.height, others.height)
    columns = _thickness(people, others, drawn)
    down = _places(columns, height - MARGIN_TOP - MARGIN)
    colours = [ACCENT, *[ROLE_COLOURS[role] for role in people["role"]], *[NEUTRAL] * others.height]
    ours = [
        (0, person_node[row["person_id"]], row["films"], row["role"]) for row in people.to_dicts()
    ]
    theirs = [
        (
            person_node[row["person_id"]],
            other_node[row["other_id"]],
            row["other_films"],
            row["role"],
        )
        for row in drawn.to_dicts()
    ]
    links = ours + theirs
    sankey = go.Sankey(
        arrangement="snap",
        textfont={"color": ink, "size": 11},
        node={
            "label": [shorten(label, _LETTERS) for label in labels],
            "x": [x for x, column in zip(_COLUMNS, columns, strict=True) for _ in column],
            "y": [middle for column in down for middle in column],
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
    people: pl.DataFrame, others: pl.DataFrame, drawn: pl.DataFrame
) -> tuple[list[int], list[int], list[int]]:
    """Films of the director's node, of the people's, and of the other directors'."""
    theirs = pl.col("other_films").sum()
    of_people = people.select("person_id", "films").join(
        drawn.group_by("person_id").agg(theirs), on="person_id", maintain_order="left"
    )
    of_others = others.select("other_id").join(
        drawn.group_by("other_id").agg(theirs), on="other_id", maintain_order="left"
    )
    return (
        [sum(people["films"].to_list())],
        of_people.select(pl.max_horizontal("films", "other_films")).to_series().to_list(),
        of_others["other_films"].to_list(),
    )


def _places(columns: Sequence[Sequence[int]], height: float) -> list[list[float]]:
    """How far down the middle of each node stands, 0 to 1; a node is so many films thick.

    Plotly leaves nodes where they were put and pushes those that overlap over the lower edge.
    """
    films = min(
        (height - _PAD * (len(column) - 1)) / sum(column) for column in columns
    )  # pixels each, in the fullest column
    places = []
    for column in columns:
        top = (height - films * sum(column) - _PAD * (len(column) - 1)) / 2
        middles = []
        for thick in column:
            middles.append((top + films * thick / 2) / height)
            top += films * thick + _PAD
        places.append(middles)
    return places
