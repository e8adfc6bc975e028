"""The overlap as a flow: director, shared people, recommended directors."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from recsys.charts.overlap import laid_out, most_linking, shorten
from recsys.charts.palette import ACCENT, NEUTRAL, ROLE_COLOURS, faded


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
        textfont={"color": ink},
        node={
            "label": [shorten(label) for label in labels],
            "customdata": [shorten(label, 60) for label in labels],
            "color": colours,
            "pad": 14,
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
    figure = go.Figure(sankey)
    return laid_out(figure, 140 + 26 * max(8, people.height, others.height), ink)
