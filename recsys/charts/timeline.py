"""A timeline of shared people: a row per person, a mark per year and director."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from recsys.charts.drawing import axis, category_axis, figure, shorten
from recsys.charts.palette import DIRECTOR_COLOURS, DIRECTOR_SYMBOLS, GRID, NEUTRAL

MAX_PEOPLE = 24
"""Maximum number of people, the first ones."""

_LANES = 0.5
"""Fraction of a row over which the marks of several directors are spread."""

_ROW_HEIGHT = 28


def timeline(work: pl.DataFrame, directors: pl.DataFrame, ink: str) -> go.Figure:
    """Shared people (rows) over the years, marked by the director they worked for.

    Marks of different directors are slightly offset, so that a year can have several. Films without
    a year are left out.

    Parameters
    ----------
    work, directors : polars.DataFrame
        `Comparison.work` and `Comparison.directors`.
    """
    dated = work.drop_nulls("year")
    people = dated.unique("person_id", keep="first", maintain_order=True).head(MAX_PEOPLE)
    row_of = {person: row for row, person in enumerate(people["person_id"])}
    years = _years(dated.filter(pl.col("person_id").is_in(list(row_of))))
    traces = [_career_lines(years, row_of)]
    count = directors.height
    for index, director in enumerate(directors.to_dicts()):
        marks = years.filter(director_id=director["id"])
        lane = (index - (count - 1) / 2) * _LANES / count
        traces.append(
            go.Scatter(
                x=marks["year"].to_list(),
                y=[row_of[person] + lane for person in marks["person_id"]],
                mode="markers",
                name=shorten(director["name"]),
                marker={
                    "color": DIRECTOR_COLOURS[index],
                    "symbol": DIRECTOR_SYMBOLS[index],
                    "opacity": 1,  # Plotly makes marks of different sizes paler
                    "size": [8 + 2 * min(4, films) for films in marks["films"]],
                },
                customdata=[_hover_text(row) for row in marks.to_dicts()],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
            )
        )
    names = category_axis([shorten(name, 20) for name in people["person"]])
    vertical = {"range": [people.height - 0.4, -0.6], "ticklabelstandoff": 4}
    return figure(
        traces,
        150 + _ROW_HEIGHT * max(4, people.height),
        ink,
        xaxis=axis(
            "year of the film",
            ink,
            showgrid=True,
            gridcolor=GRID,
            tickformat="d",
            **_year_range(years["year"].to_list()),
        ),
        yaxis=axis("shared people", ink, **names | vertical),
    )


def _years(work: pl.DataFrame) -> pl.DataFrame:
    """A row per person, director and year, with number of `films`, titles and roles."""
    keys = ["person_id", "person", "director_id", "director", "year"]
    return work.group_by(keys, maintain_order=True).agg(
        pl.len().alias("films"),
        pl.col("title"),
        pl.col("roles").explode().unique(maintain_order=True),
    )


def _career_lines(years: pl.DataFrame, row_of: dict[str, int]) -> go.Scatter:
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


def _hover_text(row: dict[str, Any]) -> str:
    titles = ", ".join(shorten(title, 40) for title in row["title"])
    roles = ", ".join(row["roles"]).replace("_", " ")
    return (
        f"{shorten(row['person'], 60)}, {roles}<br>with {shorten(row['director'], 60)}: "
        f"{titles} ({row['year']})"
    )


def _year_range(years: list[int]) -> dict[str, list[int]]:
    """An axis range of at least ten years; for a single year Plotly would show fractions."""
    if not years:
        return {}
    first, last = min(years), max(years)
    padding = max(1, (10 - last + first) // 2)
    return {"range": [first - padding, last + padding]}
