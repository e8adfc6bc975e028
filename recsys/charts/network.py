"""The overlap as a network."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import networkx as nx
import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import figure, role_word, shorten
from recsys.charts.overlap import top_collaborators
from recsys.charts.palette import ACCENT, GRID, NEUTRAL, ROLE_COLOURS
from recsys.vocabulary.roles import ROLES


def network(director_id: str, director: str, overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Directors as squares and people as dots coloured by role, linked if they worked together.

    A line is thicker the more films two people made together. Positions come from a spring layout
    with a fixed seed, so the same frame gives the same figure. The query's director is drawn once,
    even as one of the shared people.
    """
    rows = top_collaborators(overlap)
    graph: nx.Graph = nx.Graph()
    graph.add_node(director_id)
    for row in rows.to_dicts():
        if row["person_id"] != director_id:
            graph.add_edge(director_id, row["person_id"], weight=row["films"])
        if row["person_id"] != row["other_id"]:
            graph.add_edge(row["person_id"], row["other_id"], weight=row["other_films"])
    positions = nx.spring_layout(
        graph, k=2.5 / len(graph) ** 0.5, seed=7, weight=None, iterations=200
    )
    others = rows.unique("other_id", keep="first", maintain_order=True)
    # A shared person who is also a recommended director is drawn as a director.
    people = rows.unique("person_id", keep="first", maintain_order=True)
    people = people.remove(pl.col("person_id").is_in([*others["other_id"], director_id]))
    centre = pl.DataFrame({"centre_id": [director_id], "centre": [director]})
    traces = [
        *_lines(positions, graph),
        *(
            _dots(positions, persons, "person", ROLE_COLOURS[role], role_word(role), ink)
            for role in ROLES
            if not (persons := people.filter(role=role)).is_empty()
        ),
        _dots(positions, others, "other", NEUTRAL, "recommended director", ink, "square", 14),
        _dots(positions, centre, "centre", ACCENT, "the director in question", ink, "diamond", 18),
    ]
    return figure(traces, 620, ink, xaxis={"visible": False}, yaxis={"visible": False})


def _lines(positions: dict[str, Any], graph: nx.Graph) -> list[go.Scatter]:
    """One trace per line width, because hundreds of traces would be slow to draw."""
    by_width: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for first, second, films in graph.edges(data="weight"):
        line = [tuple(positions[first]), tuple(positions[second]), (None, None)]
        by_width[min(1 + films, 8)] += line
    return [
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="lines",
            line={"width": width, "color": GRID},
            hoverinfo="skip",
            showlegend=False,
        )
        for width, points in sorted(by_width.items())
    ]


def _dots(
    positions: dict[str, Any],
    rows: pl.DataFrame,
    kind: str,
    colour: str,
    legend: str,
    ink: str,
    symbol: str = "circle",
    size: int = 10,
) -> go.Scatter:
    ids, names = rows[f"{kind}_id"].to_list(), rows[kind].to_list()
    return go.Scatter(
        x=[positions[node][0] for node in ids],
        y=[positions[node][1] for node in ids],
        mode="markers+text",
        marker={"symbol": symbol, "size": size, "color": colour},
        text=[shorten(name) for name in names],
        textposition="top center",
        textfont={"size": 11, "color": ink},
        customdata=[shorten(name, 60) for name in names],
        hovertemplate="%{customdata}, " + legend + "<extra></extra>",
        name=legend,
        cliponaxis=False,
    )
