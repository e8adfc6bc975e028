"""Who links a director to the recommended ones: as a heat map, as a flow, as a network.

All three draw the frame of `Directors.overlap`: a row a shared person and other director.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import plotly.graph_objects as go
import polars as pl

from recsys.charts.palette import ACCENT, GRID, NEUTRAL, ROLE_COLOURS, faded
from recsys.roles import ROLES

MAX_PEOPLE = 24
"""People drawn; those who link most are kept."""


def most_linking(overlap: pl.DataFrame, people: int = MAX_PEOPLE) -> pl.DataFrame:
    """The rows of the people with most shared films over all directors drawn."""
    weight = (pl.col("films") * pl.col("other_films")).sum().alias("weight")
    best = overlap.group_by("person_id").agg(weight)
    best = best.sort("weight", "person_id", descending=[True, False]).head(people)
    return overlap.join(best, on="person_id", maintain_order="left").sort(
        "weight", "person_id", descending=[True, False], maintain_order=True
    )


def heat_map(overlap: pl.DataFrame) -> go.Figure:
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
    for cell in _rows(drawn):
        row, column = row_of[cell["person_id"]], column_of[cell["other_id"]]
        colour[row][column] = roles.index(cell["role"])
        text[row][column] = str(cell["other_films"])
        hover[row][column] = (
            f"{shorten(cell['person'], 60)}, {_words(cell['role'])}<br>"
            f"{cell['other_films']} of the films of {shorten(cell['other'], 60)}<br>"
            f"{cell['films']} of the films of the director in question"
        )
    figure = go.Figure(
        go.Heatmap(
            z=colour,
            text=text,
            texttemplate="%{text}",
            textfont={"color": "white", "size": 12},
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
    _name_axis(figure.update_xaxes, others["other"], "recommended directors")
    figure.update_xaxes(tickangle=-45)
    _name_axis(figure.update_yaxes, people["person"], "people they share")
    figure.update_yaxes(range=[people.height - 0.5, -0.5])
    return _laid_out(figure, 190 + 24 * max(4, people.height))


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


def _name_axis(update: Callable[..., Any], names: pl.Series, title: str) -> None:
    update(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[shorten(name) for name in names],
        range=[-0.5, len(names) - 0.5],
        title=title,
        showgrid=False,
        zeroline=False,
    )


def flow(director: str, overlap: pl.DataFrame) -> go.Figure:
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
    ours = [(0, person_node[row["person_id"]], row["films"], row["role"]) for row in _rows(people)]
    theirs = [
        (
            person_node[row["person_id"]],
            other_node[row["other_id"]],
            row["other_films"],
            row["role"],
        )
        for row in _rows(drawn)
    ]
    links = ours + theirs
    sankey = go.Sankey(
        arrangement="snap",
        node={
            "label": [shorten(label) for label in labels],
            "customdata": labels,
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
    return _laid_out(figure, 140 + 26 * max(8, people.height, others.height))


def network(director: str, overlap: pl.DataFrame) -> go.Figure:
    """The same as a network: directors as squares, people as dots coloured by role.

    A line is thicker the more films two worked on together; positions come from a spring layout
    with a fixed seed, so the same frame gives the same picture.
    """
    drawn = most_linking(overlap)
    graph: nx.Graph = nx.Graph()
    for row in _rows(drawn):
        graph.add_edge("", row["person_id"], weight=row["films"])
        graph.add_edge(row["person_id"], row["other_id"], weight=row["other_films"])
    places = nx.spring_layout(graph, seed=7, weight=None, iterations=200)
    figure = go.Figure()
    for one, other, together in graph.edges(data="weight"):
        (x0, y0), (x1, y1) = places[one], places[other]
        figure.add_trace(
            go.Scatter(
                x=[x0, x1],
                y=[y0, y1],
                mode="lines",
                line={"width": min(1 + together, 8), "color": GRID},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    others = drawn.unique("other_id", keep="first", maintain_order=True)
    # Somebody may be both a shared person and a recommended director: drawn as a director.
    people = drawn.unique("person_id", keep="first", maintain_order=True)
    people = people.filter(~pl.col("person_id").is_in(others["other_id"].implode()))
    for role in ROLES:
        persons = people.filter(role=role)
        if not persons.is_empty():
            _dots(figure, places, persons, "person", ROLE_COLOURS[role], _words(role))
    _dots(figure, places, others, "other", NEUTRAL, "recommended director", "square", 14)
    centre = pl.DataFrame({"id": [""], "name": [director]})
    _dots(figure, places, centre, "", ACCENT, "the director in question", "diamond", 18)
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(visible=False)
    return _laid_out(figure, 620)


def _dots(
    figure: go.Figure,
    places: dict,
    rows: pl.DataFrame,
    kind: str,
    colour: str,
    legend: str,
    symbol: str = "circle",
    size: int = 10,
) -> None:
    ids = rows[f"{kind}_id" if kind else "id"].to_list()
    names = rows[kind or "name"].to_list()
    figure.add_trace(
        go.Scatter(
            x=[places[node][0] for node in ids],
            y=[places[node][1] for node in ids],
            mode="markers+text",
            marker={"symbol": symbol, "size": size, "color": colour},
            text=[shorten(name) for name in names],
            textposition="top center",
            textfont={"size": 11},
            customdata=names,
            hovertemplate="%{customdata}, " + legend + "<extra></extra>",
            name=legend,
            cliponaxis=False,
        )
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
                name=_words(role),
            )
        )


def _laid_out(figure: go.Figure, height: int) -> go.Figure:
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )


def shorten(name: str, length: int = 24) -> str:
    """A label that fits, and that Plotly does not read as its HTML-like markup."""
    text = name if len(name) <= length else name[: length - 1].rstrip() + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _words(role: str) -> str:
    return role.replace("_", " ")


def _rows(frame: pl.DataFrame) -> list[dict]:
    return frame.to_dicts()
