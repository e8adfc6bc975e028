"""Who worked with whom, and when: a row a person, a mark a year with a director."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, figure, named, shorten
from recsys.charts.palette import DIRECTOR_COLOURS, DIRECTOR_SYMBOLS, GRID, NEUTRAL

MOST_PEOPLE = 24
"""People drawn, from the first on."""

_LANES = 0.5
"""Part of a row over which the marks of several directors are spread."""

_ROW = 28


def timeline(work: pl.DataFrame, directors: pl.DataFrame, ink: str) -> go.Figure:
    """Shared people (rows) over the years, marked by the director they worked for.

    Marks of different directors stand a little apart, so that one year can hold several; a film
    without a year is left out.

    Parameters
    ----------
    work, directors : polars.DataFrame
        `Comparison.work` and `Comparison.directors`.
    """
    dated = work.drop_nulls("year")
    people = dated.unique("person_id", keep="first", maintain_order=True).head(MOST_PEOPLE)
    row_of = {person: row for row, person in enumerate(people["person_id"])}
    years = _years(dated.filter(pl.col("person_id").is_in(list(row_of))))
    traces = [_spans(years, row_of)]
    count = directors.height
    for place, director in enumerate(directors.to_dicts()):
        here = years.filter(director_id=director["id"])
        lane = (place - (count - 1) / 2) * _LANES / count
        traces.append(
            go.Scatter(
                x=here["year"].to_list(),
                y=[row_of[person] + lane for person in here["person_id"]],
                mode="markers",
                name=shorten(director["name"]),
                marker={
                    "color": DIRECTOR_COLOURS[place],
                    "symbol": DIRECTOR_SYMBOLS[place],
                    "opacity": 1,  # of sizes that differ Plotly makes them paler
                    "size": [8 + 2 * min(4, films) for films in here["films"]],
                },
                customdata=[_words(row) for row in here.to_dicts()],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    names = named([shorten(name, 20) for name in people["person"]])
    down = {"range": [people.height - 0.4, -0.6], "ticklabelstandoff": 4}
    return figure(
        traces,
        150 + _ROW * max(4, people.height),
        ink,
        xaxis=axis(
            "year of the film",
            ink,
            showgrid=True,
            gridcolor=GRID,
            tickformat="d",
            **_span_of(years["year"].to_list()),
        ),
        yaxis=axis("shared people", ink, **names | down),
    )


def _years(work: pl.DataFrame) -> pl.DataFrame:
    """A row a person, director and year, with the number of `films`, their titles and roles."""
    keys = ["person_id", "person", "director_id", "director", "year"]
    return work.group_by(keys, maintain_order=True).agg(
        pl.len().alias("films"),
        pl.col("title"),
        pl.col("roles").explode().unique(maintain_order=True),
    )


def _spans(years: pl.DataFrame, row_of: dict[str, int]) -> go.Scatter:
    """A thin line from each person's first to last year."""
    ends = years.group_by("person_id", maintain_order=True).agg(
        pl.col("year").min().alias("first"), pl.col("year").max().alias("last")
    )
    x: list[int | None] = []
    y: list[int | None] = []
    for person, first, last in ends.iter_rows():
        x += [first, last, None]
        y += [row_of[person], row_of[person], None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": NEUTRAL, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )


def _words(row: dict) -> str:
    titles = ", ".join(shorten(title, 40) for title in row["title"])
    roles = ", ".join(row["roles"]).replace("_", " ")
    return (
        f"{shorten(row['person'], 60)}, {roles}<br>with {shorten(row['director'], 60)}: "
        f"{titles} ({row['year']})"
    )


def _span_of(years: list[int]) -> dict[str, list[int]]:
    """A range of ten years at least, so that a single year is no axis of months."""
    if not years:
        return {}
    first, last = min(years), max(years)
    spare = max(1, (10 - last + first) // 2)
    return {"range": [first - spare, last + spare]}
