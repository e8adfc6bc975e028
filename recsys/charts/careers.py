"""Two careers on a time line, with the people they share."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, figure, shorten, wrap_name
from recsys.charts.palette import DIRECTOR_COLOURS, DIRECTOR_SYMBOLS, GRID, NEUTRAL

MAX_SHARED = 10
"""Maximum number of shared people, the first ones."""

_ROW_HEIGHT = 31
_LANE = 0.14
"""Offset of the two directors' marks from the middle of a person's row."""


def careers(names: tuple[str, str], films: pl.DataFrame, work: pl.DataFrame, ink: str) -> go.Figure:
    """A row per director with all their films, then a row per shared person with those films.

    In the directors' rows, films on which a shared person worked are filled. Films without a year
    are left out. Points carry the film's id as their second datum.

    Parameters
    ----------
    names : (str, str)
        Names of the directors.
    films : polars.DataFrame
        A row per director and film: `side` (0 or 1), `id`, `title`, `year`.
    work : polars.DataFrame
        A row per shared person, side and film: `person_id`, `person`, `side`, `id`, `title`,
        `year`; the first person first.
    """
    films, work = films.drop_nulls("year"), work.drop_nulls("year")
    people = work.unique("person_id", keep="first", maintain_order=True).head(MAX_SHARED)
    rows = {person: index + 2 for index, person in enumerate(people["person_id"])}
    shown = work.filter(pl.col("person_id").is_in(list(rows)))
    with_shared = {(row["side"], row["id"]) for row in work.to_dicts()}
    labels = [f"<b>{wrap_name(name)}</b>" for name in names]
    labels += [wrap_name(name) for name in people["person"]]
    height = len(labels)
    return figure(
        [
            _lines(films, shown, rows),
            *(
                _marks(
                    names[side], side, films.filter(side=side), shown.filter(side=side), rows,
                    with_shared,
                )
                for side in (0, 1)
            ),
        ],
        130 + _ROW_HEIGHT * max(4, height),
        ink,
        top=56,  # the legend takes two rows on a phone
        legend={"itemclick": False, "itemdoubleclick": False},
        xaxis=axis(
            "year of the film", ink, showgrid=True, gridcolor=GRID, tickformat="d",
            fixedrange=True, **_span([*films["year"], *work["year"]]),
        ),
        yaxis=axis(
            "", ink, tickmode="array", tickvals=list(range(height)), ticktext=labels,
            tickfont={"color": ink, "size": 11},
            range=[height - 0.4, -0.6], showgrid=False, ticklabelstandoff=4, fixedrange=True,
        ),
        shapes=[
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1.5, "y1": 1.5,
             "line": {"color": GRID, "width": 1}}
        ],
        dragmode=False,
        hovermode="closest",
    )  # fmt: skip


def _lines(films: pl.DataFrame, work: pl.DataFrame, rows: dict[str, int]) -> go.Scatter:
    """A thin line from the first to the last year of every row."""
    ends = [(side, of["year"].min(), of["year"].max()) for (side,), of in films.group_by("side")]
    ends += [
        (rows[str(person)], of["year"].min(), of["year"].max())
        for (person,), of in work.group_by("person_id")
    ]
    x: list[Any] = []
    y: list[Any] = []
    for row, first, last in ends:
        x += [first, last, None]
        y += [row, row, None]
    return go.Scatter(
        x=x, y=y, mode="lines", line={"color": NEUTRAL, "width": 1}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def _marks(
    name: str,
    side: int,
    films: pl.DataFrame,
    work: pl.DataFrame,
    rows: dict[str, int],
    with_shared: set[tuple[int, str]],
) -> go.Scatter:
    """The films of one director, in the director's row and in those of the shared people."""
    offset = (2 * side - 1) * _LANE
    points = [
        (film["year"], side, (side, film["id"]) in with_shared, _words(film, name), film["id"])
        for film in films.to_dicts()
    ] + [
        (film["year"], rows[film["person_id"]] + offset, True,
         f"{shorten(film['person'], 60)}<br>{_words(film, name)}", film["id"])
        for film in work.to_dicts()
    ]  # fmt: skip
    colour, symbol = DIRECTOR_COLOURS[side], DIRECTOR_SYMBOLS[side]
    return go.Scatter(
        x=[point[0] for point in points],
        y=[point[1] for point in points],
        mode="markers",
        name=f"film by {shorten(name, 40)}",
        marker={
            "size": 10,
            "color": colour,
            "symbol": [symbol if filled else f"{symbol}-open" for _, _, filled, *_ in points],
            "line": {"width": 1.5, "color": colour},
        },
        customdata=[point[3:] for point in points],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )


def _words(film: dict[str, Any], director: str) -> str:
    return f"{shorten(film['title'], 60)} ({film['year']})<br>directed by {shorten(director, 60)}"


def _span(years: list[int]) -> dict[str, list[int]]:
    """An axis range of at least ten years."""
    if not years:
        return {}
    padding = max(1, (10 - max(years) + min(years)) // 2)
    return {"range": [min(years) - padding, max(years) + padding]}
