"""The evidence below the results: shared people and their films."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import downloads, routing
from pages.parts.common.links import film_link, person_column, person_link, to_page
from pages.parts.common.person_search import open_director
from pages.parts.common.text import (
    films_line,
    join_words,
    number_of,
    plain,
    rated,
    role_words,
    titled,
)
from pages.parts.directors import overlap as director_overlap
from pages.parts.directors.controls import DirectorSettings
from pages.parts.films.explanation import DIRECTOR_TERMS
from recsys.catalog import Store
from recsys.directors import LikedFilms, shared_words

_PEOPLE_NAMED = 3


def show_evidence(
    store: Store,
    director: str | LikedFilms,
    name: str,
    other: dict[str, Any],
    frame: pl.DataFrame,
    settings: DirectorSettings,
) -> None:
    """Show the evidence for the selected director, then the overlap with all results."""
    other_name = plain(other["name"])
    st.subheader(f"{plain(name)} and {other_name}", anchor=False)
    _reasons(other, settings)
    entry_film = store.directors.entry_films(
        director, other["id"], settings.roles, settings.film_min_votes, limit=1
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_start_with(entry_film.to_dicts()))
        person_link(other["id"], other["name"])
        st.button(
            f"Who works with the people of {other_name}?",
            key="search-by-other",
            on_click=open_director,
            args=(other["id"],),
        )
        if isinstance(director, str):
            to_page(routing.COMPARE, "Compare the two", director=[director, other["id"]])
            if settings.roles is None:
                to_page(
                    routing.ABOUT,
                    "How this score is calculated",
                    **{"director": director, "with": other["id"]},
                )
    _films(entry_film.to_dicts(), other["top_films"])
    _shared_people(store, director, name, other, settings)
    st.subheader("People they have in common", anchor=False)
    director_overlap.show_overlap(store, director, name, other, frame, settings)


def _reasons(other: dict[str, Any], settings: DirectorSettings) -> None:
    """Show what decided first: shared people, or for kindred directors the parts of the score."""
    if settings.method == "affinity":
        st.caption(_terms_line(other))
    st.markdown(_shared_line(other))
    if settings.method == "people":
        st.caption(_terms_line(other))


def _shared_line(other: dict[str, Any]) -> str:
    """Return what the two share beside chance, with the first of the evidence by name."""
    named = [plain(person["name"]) for person in other["because"][:_PEOPLE_NAMED]]
    if not named:
        return f"{shared_words(other)}."
    more = other["shared_people"] - len(named)
    if more > 0:
        named.append(f"{more:,} more")
    return f"{shared_words(other)}. Most telling: {join_words(named)}."


def _terms_line(other: dict[str, Any]) -> str:
    """Return the score with its terms, and how sure it is that this is not chance."""
    terms = sorted(other["terms"].items(), key=lambda term: -term[1])
    parts = ", ".join(f"{DIRECTOR_TERMS[name][0]} {value:.2f}" for name, value in terms if value)
    return " ".join(filter(None, [f"Score {other['score']:.2f}: {parts}.", _chance_line(other)]))


def _chance_line(other: dict[str, Any]) -> str:
    """Return the probability of as many shared people by chance; empty if it is not known."""
    if other["p"] is None:
        return ""
    overall = f"Chance: p {_small(other['p'])}, false discovery rate {_small(other['q'])}"
    if other["window_expected"] is None:
        return f"{overall}; among contemporaries it is known for all roles only."
    return (
        f"{overall}; among contemporaries {other['window_expected']:.1f} expected, "
        f"p {_small(other['window_p'])}, false discovery rate {_small(other['window_q'])}."
    )


def _small(value: float) -> str:
    return "< 0.0001" if value < 0.0001 else f"= {value:.2g}"


def _films(entry_films: list[dict[str, Any]], best: list[dict[str, Any]]) -> None:
    """Show the entry film and their best films, each with rating and votes."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for film in {film["id"]: film for film in [*entry_films, *best]}.values():
            film_link(film["id"], titled(film))
            original = film.get("original_title")
            also = original if original not in (None, film["title"]) else ""
            words = " · ".join(filter(None, [also, rated(film)]))
            st.caption(plain(words), width="content")


def _start_with(entry_films: list[dict[str, Any]]) -> str:
    """Return the entry film with the reason; `entry_films` contains one film or none."""
    if not entry_films:
        return "None of their films has the minimum number of votes, so start with any."
    [film] = entry_films
    title = f"Start with **{plain(film['title'])}**, {film['year'] or 'year unknown'}: "
    return f"{title}{plain(film['reason'])}."


def _shared_people(
    store: Store,
    director: str | LikedFilms,
    name: str,
    other: dict[str, Any],
    settings: DirectorSettings,
) -> None:
    shared = store.directors.shared_collaborators(
        director, other["id"], settings.roles, settings.method
    )
    table = pl.DataFrame(
        {
            "name": [
                f"{person}{_label(label, films)}"
                for person, label, films in shared.select(
                    "name", "is_director", "films_together"
                ).iter_rows()
            ],
            "query_films": shared["films"].list.len(),
            "other_films_count": shared["other_films"].list.len(),
            "share": shared["score"] * 100,
            "query_work": _work(shared["roles"], shared["films"]),
            "other_work": _work(shared["other_roles"], shared["other_films"]),
        }
    )
    column = st.column_config
    st.caption(
        f"{number_of(shared.height, 'shared person', 'shared people')}, "
        + (
            "largest contribution to the score first"
            if settings.method == "classic"
            else "who worked most with both first, then who works with few"
        )
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "name": person_column("Person", "open_shared", shared["id"], width=220),
            "query_films": column.NumberColumn("Films", help=f"Films with {plain(name)}"),
            "other_films_count": column.NumberColumn(
                "Theirs", help=f"Films with {plain(other['name'])}"
            ),
            "share": column.ProgressColumn(
                "Share",
                width=130,
                min_value=0.0,
                max_value=100.0,
                format="%.0f %%",
                help="Share of the contributions of all shared people",
            ),
            "query_work": column.TextColumn(f"With {name}", width=310, help="Roles and films"),
            "other_work": column.TextColumn(
                f"With {other['name']}", width=310, help="Roles and films"
            ),
        },
        alt=f"People shared by {name} and {other['name']}, with roles and films for each",
    )
    downloads.table(shared, "filmkin-shared-people", "these people")


def _label(is_director: str | None, films_together: int) -> str:
    """Return what is said of a person behind the name."""
    words = ["director"] if is_director else []
    if films_together:
        words.append(f"also on {number_of(films_together, 'film')} of both")
    return f" ({'; '.join(words)})" if words else ""


def _work(roles: pl.Series, films: pl.Series) -> list[str]:
    """Return cells such as `editor: Ashes of Time (1994), Days of Being Wild (1990)`."""
    rows = zip(roles, films, strict=True)
    return [f"{role_words(row_roles)}: {films_line(row_films)}" for row_roles, row_films in rows]
