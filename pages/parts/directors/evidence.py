"""The evidence under the result table: who is shared, on which films, and the overlap drawn."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common import figures, routing
from pages.parts.common.links import film_link, person_column, person_link, to_page
from pages.parts.common.person_search import open_director
from pages.parts.common.text import films_line, number_of, plain, rated, role_words, titled
from pages.parts.directors import thresholds as director_thresholds
from pages.parts.directors.controls import Settings
from pages.parts.films.explanation import AFFINITY_TERMS
from recsys import charts
from recsys.catalog import Store
from recsys.directors import LikedFilms


def draw(
    store: Store,
    director: str | LikedFilms,
    name: str,
    other: dict,
    frame: pl.DataFrame,
    settings: Settings,
) -> None:
    """Evidence for the selected director, then the overlap with all that are shown."""
    other_name = plain(other["name"])
    st.subheader(f"{plain(name)} and {other_name}", anchor=False)
    start = store.directors.entry_films(
        director, other["id"], settings.roles, settings.film_min_votes, limit=1
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_start_with(start.to_dicts()))
        person_link(other["id"], other["name"])
        st.button(
            f"Who works with the people of {other_name}?",
            key="turn",
            on_click=open_director,
            args=(other["id"],),
        )
        if isinstance(director, str):
            to_page(routing.COMPARE, "Compare the two", director=[director, other["id"]])
            if settings.roles is None:
                to_page(
                    routing.ABOUT,
                    "How this score comes about",
                    **{"director": director, "with": other["id"]},
                )
    if settings.method == "affinity":
        st.caption(_terms_line(other))
    _films_of(start.to_dicts(), other["top_films"])
    _shared_people(store, director, name, other, settings)
    st.subheader("The people that link them all", anchor=False)
    overlap = store.directors.overlap(director, frame["id"], settings.roles, settings.method)
    node = director if isinstance(director, str) else ""
    figures.in_tabs(
        "links",
        {
            "Heat map": partial(_heat_map, name, overlap),
            "Flow": partial(_flow, name, overlap),
            "Network": partial(_network, node, name, overlap),
            "As a table": partial(_as_table, name, overlap),
            "Thresholds": partial(director_thresholds.draw, director, other, settings),
        },
    )


def _terms_line(other: dict) -> str:
    """What the score is made of, in words: the terms add up to it."""
    terms = sorted(other["terms"].items(), key=lambda term: -term[1])
    parts = ", ".join(f"{AFFINITY_TERMS[name][0]} {value:.2f}" for name, value in terms)
    times = f"{other['lift']:,.1f}"
    return f"Score {other['score']:.2f}: {parts}. They share {times} times as many as by chance."


def _films_of(start: list[dict], best: list[dict]) -> None:
    """The film to start with and their best, each with rating and votes."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for film in {film["id"]: film for film in [*start, *best]}.values():
            film_link(film["id"], titled(film))
            original = film.get("original_title")
            also = original if original not in (None, film["title"]) else ""
            words = " · ".join(filter(None, [also, rated(film)]))
            st.caption(plain(words), width="content")


def _start_with(start: list[dict]) -> str:
    """The film to start with and why; `start` holds one film or none."""
    if not start:
        return "Start with any film: none of theirs has the votes asked for."
    [film] = start
    first = f"Start with **{plain(film['title'])}**, {film['year'] or 'year unknown'}: "
    return f"{first}{plain(film['reason'])}."


def _shared_people(
    store: Store, director: str | LikedFilms, name: str, other: dict, settings: Settings
) -> None:
    shared = store.directors.shared_collaborators(
        director, other["id"], settings.roles, settings.method
    )
    table = pl.DataFrame(
        {
            "name": [
                person if not label else f"{person} (directed here)"
                for person, label in zip(shared["name"], shared["is_director"], strict=True)
            ],
            "share": shared["score"] * 100,
            "here": _work(shared["roles"], shared["films"]),
            "there": _work(shared["other_roles"], shared["other_films"]),
        }
    )
    column = st.column_config
    st.caption(
        f"{number_of(shared.height, 'shared person', 'shared people')}, "
        "those who gave most of the score first"
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "name": person_column("Person", "open_shared", shared["id"], width=220),
            "share": column.ProgressColumn(
                "Share",
                width=130,
                min_value=0.0,
                max_value=100.0,
                format="%.0f %%",
                help="Part of what all shared people gave to the score",
            ),
            "here": column.TextColumn(f"With {name}", width=310, help="Roles and films"),
            "there": column.TextColumn(f"With {other['name']}", width=310, help="Roles and films"),
        },
        alt=f"People whom {name} and {other['name']} share, with roles and films on both sides",
    )
    downloads.table(shared, "filmkin-shared-people", "these people")


def _work(roles: pl.Series, films: pl.Series) -> list[str]:
    """Roles and films in a cell: `editor: Ashes of Time (1994), Days of Being Wild (1990)`."""
    pairs = zip(roles, films, strict=True)
    return [f"{role_words(of)}: {films_line(on)}" for of, on in pairs]


def _heat_map(name: str, overlap: pl.DataFrame) -> None:
    st.caption("How many of each director's films a shared person worked on")
    figure = charts.heat_map(overlap, figures.ink())
    figures.show(figure, key="heat", alt=_in_words(name, overlap))


def _flow(name: str, overlap: pl.DataFrame) -> None:
    st.caption("From left to right: director, shared people, recommended directors")
    figure = charts.flow(name, overlap, figures.ink())
    figures.show(figure, key="flow", alt=_in_words(name, overlap))


def _network(director: str, name: str, overlap: pl.DataFrame) -> None:
    st.caption("Lines join people to the directors they worked for, thicker for more films")
    figure = charts.network(director, name, overlap, figures.ink())
    figures.show(figure, key="network", alt=_in_words(name, overlap))


def _as_table(name: str, overlap: pl.DataFrame) -> None:
    st.dataframe(
        overlap.select("person", "role", "films", "other", "other_films"),
        hide_index=True,
        column_config={
            "person": person_column("Person", "open_linking", overlap["person_id"]),
            "role": "Role",
            "films": st.column_config.NumberColumn(f"Films with {name}"),
            "other": person_column("Recommended director", "open_linked", overlap["other_id"]),
            "other_films": st.column_config.NumberColumn("Films with them"),
        },
        alt=_in_words(name, overlap),
    )
    downloads.table(overlap, "filmkin-overlap", "who links whom")


def _in_words(name: str, overlap: pl.DataFrame) -> str:
    """The figures as a sentence, for readers who do not see them."""
    leading = charts.most_linking(overlap, 3).group_by("person_id", "person", maintain_order=True)
    people = leading.agg(pl.col("other").n_unique())
    linking = ", ".join(
        f"{person} links to {number_of(count, 'director')}" for _, person, count in people.rows()
    )
    return f"People whom {name} shares with the recommended directors: {linking}."
