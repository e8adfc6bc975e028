"""The people shared by the compared directors, and the films of the selected person."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.links import person_column, person_link
from pages.parts.common.text import films_line, join_words, number_of, plain, role_words, years_span
from recsys.directors import Comparison

ROWS_SHOWN = 10
ROW_HEIGHT = 35
_FILMS_SHOWN = 2


def directors_line(comparison: Comparison) -> None:
    """Show each director with a link and counts of films and shared people."""
    with st.container(gap="xxsmall"):
        for director in comparison.directors.to_dicts():
            all_people = number_of(director["collaborators"], "person", "people")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                person_link(director["id"], director["name"])
                st.caption(
                    f"{_film_count(director)} · {director['shared']:,} of {all_people} shared",
                    width="content",
                    help="People credited on these films, and how many of them also worked with "
                    "another of the directors",
                )


def each_other(comparison: Comparison) -> None:
    """Say how the directors worked for each other, and what they directed together."""
    sentences = []
    work = comparison.each_other.group_by(
        "person_id", "director_id", "person", "director", maintain_order=True
    ).agg(
        pl.struct("title", "year").alias("films"),
        pl.col("roles").explode().unique(maintain_order=True),
    )
    for row in work.to_dicts():
        films = row["films"]
        more = len(films) - _FILMS_SHOWN
        titles = films_line(films[:_FILMS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
        roles = role_words(row["roles"])
        sentences.append(f"{row['person']} worked for {row['director']} as {roles}: {titles}.")
    for pair in comparison.pairs.filter(pl.col("films_together") > 0).to_dicts():
        together = number_of(pair["films_together"], "film")
        sentences.append(f"{pair['first']} and {pair['second']} directed {together} together.")
    if sentences:
        st.markdown(plain(" ".join(sentences)))


def show_shared_people(directors: tuple[str, ...], roles: tuple[str, ...] | None) -> None:
    """Show the table of shared people and, below, the films of the selected one."""
    with leased() as store:
        comparison = store.directors.compare(directors, roles)
        people = comparison.people
        row = _table(comparison)
        _films_of_person(comparison, people.row(row, named=True))
        downloads.table(_flat_table(comparison), "filmkin-compare-people", "these people")


def _table(comparison: Comparison) -> int:
    """Show the table; return the selected row, at first that of the most shared person."""
    people, directors = comparison.people, comparison.directors
    years = [years_span(*span) for span in people.select("first_year", "last_year").iter_rows()]
    shown = people.select(
        "name",
        *_films_with_director(comparison),
        "films",
        pl.Series("roles", [role_words(roles) for roles in people["roles"]], dtype=pl.String),
        pl.Series("years", years, dtype=pl.String),
    )
    column = st.column_config
    director_columns = {
        f"films_with_{director}": column.NumberColumn(
            name, help=f"Films with {plain(name)}, who directed {films:,} in this catalogue"
        )
        for director, name, films in directors.select("id", "name", "films").iter_rows()
    }
    selection = st.dataframe(
        shown,
        key="shared",
        hide_index=True,
        height=ROW_HEIGHT * (1 + min(ROWS_SHOWN, people.height)) + 2,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [0]}},
        placeholder="·",
        column_config={
            "name": person_column("Person", "open_shared", people["id"], width=160),
            **director_columns,
            "films": column.NumberColumn(
                "Films", width=60, help="Number of films with any of the directors"
            ),
            "roles": column.TextColumn("Roles", width=180, help="On the films of these directors"),
            "years": column.TextColumn("Years", help="First and last of those films"),
        },
        alt=f"{people.height} people shared by {join_words(directors['name'])}, "
        "with roles and the number of films with each",
    )
    rows = selection["selection"]["rows"]
    return rows[0] if rows and rows[0] < people.height else 0


def _films_of_person(comparison: Comparison, person: dict[str, Any]) -> None:
    """Show one person's films with each of the directors."""
    work = comparison.work.filter(person_id=person["id"])
    lines = []
    for director, name in comparison.directors.select("id", "name").iter_rows():
        films = work.filter(director_id=director)
        if not films.is_empty():
            lines.append(f"with {plain(name)}: {plain(films_line(films.to_dicts()))}")
    person_link(person["id"], person["name"], strong=True)
    st.markdown("  \n".join(lines))


def _films_with_director(comparison: Comparison) -> list[pl.Series]:
    """Return one column per director: the number of films with them, null for none."""
    counts = comparison.people["films_with"].to_list()
    return [
        pl.Series(f"films_with_{director}", [row[index] or None for row in counts], dtype=pl.Int64)
        for index, director in enumerate(comparison.directors["id"])
    ]


def _flat_table(comparison: Comparison) -> pl.DataFrame:
    """Return the people with one column per director, for download."""
    return comparison.people.drop("films_with").with_columns(_films_with_director(comparison))


def _film_count(director: dict[str, Any]) -> str:
    films = number_of(director["films"], "film")
    years = years_span(director["first_year"], director["last_year"])
    return f"{films}, {years}" if years else films
