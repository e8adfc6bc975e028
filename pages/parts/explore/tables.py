"""The tables of the analyst's page, and what a selected row leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.common import routing
from pages.parts.common.links import (
    film_column,
    film_link,
    film_links,
    person_column,
    person_link,
    person_links,
    to_page,
)
from pages.parts.common.text import role_words, titled, years_span
from recsys.explore import Kind
from recsys.vocabulary.places import country_name

ROWS_HEIGHT = 35 * 11 + 2
"""A heading and ten rows."""

column = st.column_config


def draw(kind: Kind, frame: pl.DataFrame) -> None:
    """The table; the selected row, at first none, is told in full below."""
    shown, columns = _TABLES[kind](frame)
    chosen = st.dataframe(
        shown,
        key=f"table-{kind}",
        hide_index=True,
        height=min(ROWS_HEIGHT, 35 * (frame.height + 1) + 2),
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
        column_config=columns,
        alt=f"The first {frame.height} {kind} that pass the filters",
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < frame.height:
        _DETAILS[kind](frame.row(rows[0], named=True))
    else:
        st.caption(
            "Select a row to read more and go on from there.",
            help="By keyboard: Tab to the table, the arrows to a row, then Shift and Space.",
        )


def _films(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    countries = [
        ", ".join(map(country_name, codes or [])) for codes in frame["countries"].to_list()
    ]
    shown = frame.select(
        "title",
        "year",
        pl.col("director").list.join(", "),
        "rating",
        "votes",
        pl.col("genres").list.join(", "),
        pl.Series("countries", countries, dtype=pl.String),
        "runtime",
    )
    return shown, {
        "title": film_column("Film", "open-film", frame["id"], width=220),
        "year": column.NumberColumn("Year", format="%d", width=60),
        "director": column.TextColumn("Director", width=150),
        "rating": column.NumberColumn("Rating", format="%.1f", width=60, help="Of 10"),
        "votes": column.NumberColumn("Votes", format="localized", width=90),
        "genres": column.TextColumn("Genres", width=170),
        "countries": column.TextColumn("Countries", width=140),
        "runtime": column.NumberColumn("Minutes", width=70, help="Running time"),
    }


def _pairs(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    shown = frame.select(
        "director",
        "person",
        "films",
        _roles(frame),
        pl.col("of_director") * 100,
        pl.col("of_person") * 100,
        _span(frame),
    )
    return shown, {
        "director": person_column("Director", "open-director", frame["director_id"], width=170),
        "person": person_column("Collaborator", "open-person", frame["person_id"], width=170),
        "films": column.NumberColumn("Films", width=60, help="Films together"),
        "roles": column.TextColumn("As", width=170, help="Their roles on these films"),
        "of_director": _share("Of the director's", "Share of the films that the director made"),
        "of_person": _share("Of the collaborator's", "Share of the films that they worked on"),
        "years": column.TextColumn("Years", width=100, help="First and last film together"),
    }


def _people(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    shown = frame.select(
        "name", "directors", "films", _roles(frame), _span(frame), _most(frame, "worked_with")
    )
    return shown, {
        "name": person_column("Person", "open-person", frame["id"], width=170),
        "directors": column.NumberColumn(
            "Directors", width=80, help="How many directors they worked with"
        ),
        "films": column.NumberColumn("Films", width=60, help="Films they worked on"),
        "roles": column.TextColumn("Roles", width=180),
        "years": column.TextColumn("Years", width=100, help="First and last film"),
        "most": column.TextColumn("Most often with", width=260, help="And on how many films"),
    }


def _directors(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    shown = frame.select(
        "name", "recurring", "collaborators", pl.col("share") * 100, "films", _span(frame),
        _most(frame, "most"),
    )  # fmt: skip
    return shown, {
        "name": person_column("Director", "open-director", frame["id"], width=170),
        "recurring": column.NumberColumn(
            "Recurring", width=80, help="People on two of their films or more"
        ),
        "collaborators": column.NumberColumn(
            "Collaborators", width=100, help="Different people on their films"
        ),
        "share": _share("Recur", "Share of the collaborators that recur"),
        "films": column.NumberColumn("Films", width=60, help="Films directed"),
        "years": column.TextColumn("Years", width=100, help="First and last film"),
        "most": column.TextColumn("Most often with", width=260, help="And on how many films"),
    }


def _film_details(film: dict) -> None:
    with _line():
        film_link(film["id"], titled(film), strong=True)
        to_page(routing.MOVIES, "Films like this", movie=film["id"])
        st.caption("Directed by", width="content")
        person_links(zip(film["director_ids"], film["director"], strict=True))


def _pair_details(pair: dict) -> None:
    with _line():
        person_link(pair["director_id"], pair["director"], strong=True)
        st.caption("and", width="content")
        person_link(pair["person_id"], pair["person"], strong=True)
    film_links(pair["titles"])


def _person_details(person: dict) -> None:
    with _line():
        person_link(person["id"], person["name"], strong=True)
        st.caption("worked with", width="content")
    _often(person["worked_with"])


def _director_details(director: dict) -> None:
    with _line():
        person_link(director["id"], director["name"], strong=True)
        to_page(routing.DIRECTORS, "Who works with the same people?", director=director["id"])
        if director["most"]:
            st.caption("Keeps working with", width="content")
        else:
            st.caption("Nobody worked on two of their films.", width="content")
    _often(director["most"])


def _line() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def _often(people: list[dict]) -> None:
    """People with the number of films: `Max (3)  Nora (2)`."""
    person_links((who["id"], f"{who['name']} ({who['films']:,})") for who in people)


def _roles(frame: pl.DataFrame) -> pl.Series:
    return pl.Series(
        "roles", [role_words(roles) for roles in frame["roles"].to_list()], dtype=pl.String
    )


def _span(frame: pl.DataFrame) -> pl.Series:
    rows = frame.select("first_year", "last_year").iter_rows()
    return pl.Series("years", [years_span(*row) for row in rows], dtype=pl.String)


def _most(frame: pl.DataFrame, name: str) -> pl.Series:
    rows = [
        ", ".join(f"{who['name']} ({who['films']})" for who in of[:3])
        for of in frame[name].to_list()
    ]
    return pl.Series("most", rows, dtype=pl.String)


def _share(label: str, words: str) -> Any:
    return column.ProgressColumn(
        label, width=130, min_value=0.0, max_value=100.0, format="%.0f %%", help=words
    )


Table = Callable[[pl.DataFrame], tuple[pl.DataFrame, dict[str, Any]]]

_TABLES: dict[Kind, Table] = {
    "films": _films,
    "pairs": _pairs,
    "people": _people,
    "directors": _directors,
}
_DETAILS: dict[Kind, Callable[[dict], None]] = {
    "films": _film_details,
    "pairs": _pair_details,
    "people": _person_details,
    "directors": _director_details,
}
