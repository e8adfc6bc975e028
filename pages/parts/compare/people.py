"""Directors side by side: the people they share, as a table, and each one's films on demand."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import leased
from pages.parts.common.links import person_column, person_link
from pages.parts.common.text import films_line, listed, number_of, plain, role_words, years_span
from recsys.directors import Comparison

ROWS_SHOWN = 10
ROW_HEIGHT = 35
_FILMS_NAMED = 2


def directors_line(comparison: Comparison) -> None:
    """Each director, with the way to their page and what this catalogue holds of them."""
    with st.container(gap="xxsmall"):
        for director in comparison.directors.to_dicts():
            everybody = number_of(director["collaborators"], "person", "people")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                person_link(director["id"], director["name"])
                st.caption(
                    f"{_films(director)} · {director['shared']:,} of {everybody} shared",
                    width="content",
                    help="People credited on these films, and how many of them worked with another "
                    "of the directors, too",
                )


def each_other(comparison: Comparison) -> None:
    """What they did for each other, and films directed together."""
    said = []
    work = comparison.each_other.group_by(
        "person_id", "director_id", "person", "director", maintain_order=True
    ).agg(
        pl.struct("title", "year").alias("films"),
        pl.col("roles").explode().unique(maintain_order=True),
    )
    for row in work.to_dicts():
        films = row["films"]
        more = len(films) - _FILMS_NAMED
        on = films_line(films[:_FILMS_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        said.append(f"{row['person']} was {role_words(row['roles'])} for {row['director']}: {on}.")
    for pair in comparison.pairs.filter(pl.col("films_together") > 0).to_dicts():
        together = number_of(pair["films_together"], "film")
        said.append(f"{pair['first']} and {pair['second']} directed {together} together.")
    if said:
        st.markdown(plain(" ".join(said)))


def draw(directors: tuple[str, ...], roles: tuple[str, ...] | None) -> None:
    """The table of shared people; a selected one's films stand below it."""
    with leased() as store:
        comparison = store.directors.compare(directors, roles)
        people = comparison.people
        row = _table(comparison)
        _films_of(comparison, people.row(row, named=True))
        downloads.table(_flat(comparison), "filmkin-compare-people", "these people")


def _table(comparison: Comparison) -> int:
    """The table; returns the selected row, at first that of who is shared most."""
    people, directors = comparison.people, comparison.directors
    years = [years_span(*span) for span in people.select("first_year", "last_year").iter_rows()]
    shown = people.select(
        "name",
        *_films_with(comparison),
        "films",
        pl.Series("roles", [role_words(roles) for roles in people["roles"]], dtype=pl.String),
        pl.Series("years", years, dtype=pl.String),
    )
    column = st.column_config
    each = {
        f"films_with_{director}": column.NumberColumn(
            name, help=f"Films with {plain(name)}, who directed {films:,} here"
        )
        for director, name, films in directors.select("id", "name", "films").iter_rows()
    }
    chosen = st.dataframe(
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
            **each,
            "films": column.NumberColumn(
                "Films", width=60, help="Different films with any of the directors"
            ),
            "roles": column.TextColumn("Roles", width=180, help="On the films of these directors"),
            "years": column.TextColumn("Years", help="First and last of those films"),
        },
        alt=f"{people.height} people shared by {listed(directors['name'])}, "
        "with roles and the number of films with each",
    )
    rows = chosen["selection"]["rows"]
    return rows[0] if rows and rows[0] < people.height else 0


def _films_of(comparison: Comparison, person: dict) -> None:
    """One person's films with each of the directors."""
    work = comparison.work.filter(person_id=person["id"])
    lines = []
    for director, name in comparison.directors.select("id", "name").iter_rows():
        films = work.filter(director_id=director)
        if not films.is_empty():
            lines.append(f"with {plain(name)}: {plain(films_line(films.to_dicts()))}")
    person_link(person["id"], person["name"], strong=True)
    st.markdown("  \n".join(lines))


def _films_with(comparison: Comparison) -> list[pl.Series]:
    """The films with each director as a column each; empty where there are none."""
    counts = comparison.people["films_with"].to_list()
    return [
        pl.Series(f"films_with_{director}", [row[place] or None for row in counts], dtype=pl.Int64)
        for place, director in enumerate(comparison.directors["id"])
    ]


def _flat(comparison: Comparison) -> pl.DataFrame:
    """The people with a column a director, as a file."""
    return comparison.people.drop("films_with").with_columns(_films_with(comparison))


def _films(director: dict) -> str:
    films = number_of(director["films"], "film")
    years = years_span(director["first_year"], director["last_year"])
    return f"{films}, {years}" if years else films
