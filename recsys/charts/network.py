"""The overlap as a network."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import plotly.graph_objects as go
import polars as pl

from recsys.charts.overlap import laid_out, most_linking, role_word, shorten
from recsys.charts.palette import ACCENT, GRID, NEUTRAL, ROLE_COLOURS
from recsys.roles import ROLES


def network(director_id: str, director: str, overlap: pl.DataFrame, ink: str) -> go.Figure:
    """Directors as squares, people as dots coloured by role, joined where they worked together.

    A line is thicker the more films two made together; positions come from a spring layout with a
    fixed seed, so the same frame gives the same picture. The director in question is drawn once,
    also where they are one of the shared people.
    """
    drawn = most_linking(overlap)
    graph: nx.Graph = nx.Graph()
    graph.add_node(director_id)
    for row in drawn.to_dicts():
        if row["person_id"] != director_id:
            graph.add_edge(director_id, row["person_id"], weight=row["films"])
        if row["person_id"] != row["other_id"]:
            graph.add_edge(row["person_id"], row["other_id"], weight=row["other_films"])
    places = nx.spring_layout(graph, k=2.5 / len(graph) ** 0.5, seed=7, weight=None, iterations=200)
    figure = go.Figure()
    _lines(figure, places, graph)
    others = drawn.unique("other_id", keep="first", maintain_order=True)
    # Somebody may be both a shared person and a recommended director: drawn as a director.
    people = drawn.unique("person_id", keep="first", maintain_order=True)
    people = people.remove(pl.col("person_id").is_in([*others["other_id"], director_id]))
    for role in ROLES:
        persons = people.filter(role=role)
        if not persons.is_empty():
            _dots(figure, places, persons, "person", ROLE_COLOURS[role], role_word(role), ink)
    _dots(figure, places, others, "other", NEUTRAL, "recommended director", ink, "square", 14)
    centre = pl.DataFrame({"centre_id": [director_id], "centre": [director]})
    _dots(figure, places, centre, "centre", ACCENT, "the director in question", ink, "diamond", 18)
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(visible=False)
    return laid_out(figure, 620, ink)


def _lines(figure: go.Figure, places: dict, graph: nx.Graph) -> None:
    """One trace a width: a figure of hundreds of traces would be slow to draw."""
    by_width: dict[int, list[tuple]] = defaultdict(list)
    for one, other, together in graph.edges(data="weight"):
        by_width[min(1 + together, 8)] += [tuple(places[one]), tuple(places[other]), (None, None)]
    for width, points in sorted(by_width.items()):
        figure.add_trace(
            go.Scatter(
                x=[x for x, _ in points],
                y=[y for _, y in points],
                mode="lines",
                line={"width": width, "color": GRID},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _dots(
    figure: go.Figure,
    places: dict,
    rows: pl.DataFrame,
    kind: str,
    colour: str,
    legend: str,
    ink: str,
    symbol: str = "circle",
    size: int = 10,
) -> None:
    ids, names = rows[f"{kind}_id"].to_list(), rows[kind].to_list()
    figure.add_trace(
        go.Scatter(
            x=[places[node][0] for node in ids],
            y=[places[node][1] for node in ids],
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
    )
