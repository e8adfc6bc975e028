"""The tables of the Catalogue page, and the details of a selected row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

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

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

ROWS_HEIGHT = 35 * 11 + 2
"""Height in pixels of the header and ten rows."""

column = st.column_config


def show_table(kind: Kind, frame: pl.DataFrame) -> None:
    """Show the table and the details of the selected row."""
    shown, columns = _TABLES[kind](frame)
    selection = st.dataframe(
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
    rows = selection["selection"]["rows"]
    if rows and rows[0] < frame.height:
        _DETAILS[kind](frame.row(rows[0], named=True))
    else:
        st.caption(
            "Select a row for details and links.",
            help="By keyboard: Tab to the table, arrow keys to a row, then Shift+Space.",
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
        "rating": column.NumberColumn("Rating", format="%.1f", width=60, help="Out of 10"),
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
        "roles": column.TextColumn("Roles", width=170, help="The collaborator's roles"),
        "of_director": _share("Of the director's", "Share of the director's films"),
        "of_person": _share("Of the collaborator's", "Share of the collaborator's films"),
        "years": column.TextColumn("Years", width=100, help="First and last film together"),
    }


def _people(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    shown = frame.select(
        "name",
        "directors",
        "films",
        _roles(frame),
        _span(frame),
        _most_frequent(frame, "worked_with"),
    )
    return shown, {
        "name": person_column("Person", "open-person", frame["id"], width=170),
        "directors": column.NumberColumn(
            "Directors", width=80, help="Number of directors they worked with"
        ),
        "films": column.NumberColumn("Films", width=60, help="Films they worked on"),
        "roles": column.TextColumn("Roles", width=180),
        "years": column.TextColumn("Years", width=100, help="First and last film"),
        "most": column.TextColumn("Most often with", width=260, help="With the number of films"),
    }


def _directors(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Any]]:
    shown = frame.select(
        "name", "recurring", "collaborators", pl.col("share") * 100, "films", _span(frame),
        _most_frequent(frame, "most"),
    )  # fmt: skip
    return shown, {
        "name": person_column("Director", "open-director", frame["id"], width=170),
        "recurring": column.NumberColumn(
            "Recurring", width=80, help="People on at least two of their films"
        ),
        "collaborators": column.NumberColumn(
            "Collaborators", width=100, help="Number of people on their films"
        ),
        "share": _share("Recurring share", "Share of the collaborators who recur"),
        "films": column.NumberColumn("Films", width=60, help="Films directed"),
        "years": column.TextColumn("Years", width=100, help="First and last film"),
        "most": column.TextColumn("Most often with", width=260, help="With the number of films"),
    }


def _film_details(film: dict[str, Any]) -> None:
    with _line():
        film_link(film["id"], titled(film), strong=True)
        to_page(routing.MOVIES, "Similar films", movie=film["id"])
        st.caption("Directed by", width="content")
        person_links(zip(film["director_ids"], film["director"], strict=True))


def _pair_details(pair: dict[str, Any]) -> None:
    with _line():
        person_link(pair["director_id"], pair["director"], strong=True)
        st.caption("and", width="content")
        person_link(pair["person_id"], pair["person"], strong=True)
    film_links(pair["titles"])


def _person_details(person: dict[str, Any]) -> None:
    with _line():
        person_link(person["id"], person["name"], strong=True)
        st.caption("worked with", width="content")
    _people_with_counts(person["worked_with"])


def _director_details(director: dict[str, Any]) -> None:
    with _line():
        person_link(director["id"], director["name"], strong=True)
        to_page(routing.DIRECTORS, "Who works with the same people?", director=director["id"])
        if director["most"]:
            st.caption("Keeps working with", width="content")
        else:
            st.caption("Nobody worked on two of their films.", width="content")
    _people_with_counts(director["most"])


def _line() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def _people_with_counts(people: list[dict[str, Any]]) -> None:
    """Show people with their number of films: `Max (3)  Nora (2)`."""
    person_links((person["id"], f"{person['name']} ({person['films']:,})") for person in people)


def _roles(frame: pl.DataFrame) -> pl.Series:
    return pl.Series(
        "roles", [role_words(roles) for roles in frame["roles"].to_list()], dtype=pl.String
    )


def _span(frame: pl.DataFrame) -> pl.Series:
    rows = frame.select("first_year", "last_year").iter_rows()
    return pl.Series("years", [years_span(*row) for row in rows], dtype=pl.String)


def _most_frequent(frame: pl.DataFrame, name: str) -> pl.Series:
    rows = [
        ", ".join(f"{person['name']} ({person['films']})" for person in people[:3])
        for people in frame[name].to_list()
    ]
    return pl.Series("most", rows, dtype=pl.String)


def _share(label: str, help: str) -> Any:
    return column.ProgressColumn(
        label, width=130, min_value=0.0, max_value=100.0, format="%.0f %%", help=help
    )


Table = Callable[[pl.DataFrame], tuple[pl.DataFrame, dict[str, Any]]]

_TABLES: dict[Kind, Table] = {
    "films": _films,
    "pairs": _pairs,
    "people": _people,
    "directors": _directors,
}
_DETAILS: dict[Kind, Callable[[dict[str, Any]], None]] = {
    "films": _film_details,
    "pairs": _pair_details,
    "people": _person_details,
    "directors": _director_details,
}
