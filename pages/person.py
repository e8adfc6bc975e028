"""The Person page: films by role, collaborators, bridges and similar directors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pages.parts.common import address, downloads, routing
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_directors
from pages.parts.common.links import film_link, person_link, person_links, to_page
from pages.parts.common.search_box import search_box
from pages.parts.common.text import number_of, plain, rated, role_words, years_span
from pages.parts.connections.person import show_bridges, show_circle
from recsys.catalog import Store
from recsys.errors import NothingFound, UnknownId
from recsys.profiles import PersonProfile
from recsys.search.people import lifespan

PARAMETER = "person"
FILMS_SHOWN = 15
"""Films listed per role until a button shows the rest."""
PEOPLE_SHOWN = 15
SIMILAR_SHOWN = 5


def page(store: Store) -> None:
    """Show name, films by role, frequent collaborators and similar directors."""
    address.keep("person", PARAMETER)
    with st.sidebar:
        search_box("find_beside_person")
    person_id = st.query_params.get(PARAMETER)
    if not person_id:
        welcome(store)
        return
    try:
        person = store.person(person_id)
    except UnknownId:
        st.title("Person not found", anchor=False)
        st.write(plain(f"This catalogue has no person {person_id[:80]}. Search by name."))
        search_and_examples(store)
        return
    heading(person)
    films, people = st.columns(2, gap="large")
    with films:
        films_by_role(person)
    with people:
        show_circle(store, person)
        collaborators(person)
        show_bridges(store, person)
        if person.directed:
            similar_directors(store, person)
    with st.container(horizontal=True, gap="small"):
        downloads.table(person.credits, f"filmkin-films-{person.id}", "these films")
        if not person.collaborators.is_empty():
            downloads.table(person.collaborators, f"filmkin-people-{person.id}", "these people")
    demo_notice(store)


def welcome(store: Store) -> None:
    """Invite a search, for an address that names nobody."""
    st.title("Who made which films, and with whom?", anchor=False)
    st.write("Search for anyone by name: a director, an actor, a cinematographer.")
    search_and_examples(store)


def search_and_examples(store: Store) -> None:
    """Show a search box and well-known directors."""
    search_box("find_person")
    if examples := example_directors(store):
        st.caption("For example")
        person_links(examples.items())
    else:
        st.caption("This catalogue has no directors. Build one with cast and crew.")
        to_page(routing.YOUR_DATA, "Use your own data")


def heading(person: PersonProfile) -> None:
    """Show name, years of life and counts."""
    st.title(plain(person.name), anchor=False)
    directed = f"directed {person.directed:,} of them" if person.directed else ""
    life = lifespan(person.birth_year, person.death_year)
    films = f"{number_of(person.films, 'film')} in this catalogue"
    st.caption(" · ".join(filter(None, [life, films, directed])))
    if person.directed:
        to_page(
            routing.DIRECTORS,
            f"Who works with the same people as {person.name}?",
            director=person.id,
        )


def films_by_role(person: PersonProfile) -> None:
    """Show films by role, the latest first; a role that adds no film is collapsed."""
    listed_films: set[str] = set()
    for (role,), films in person.credits.group_by("role", maintain_order=True):
        heading = f"As {role_words([str(role)])}"
        if listed_films.issuperset(films["id"]):
            with st.expander(f"{heading}, {number_of(films.height, 'film')} of these"):
                _films(films, f"all-{role}-{person.id}")
        else:
            st.subheader(heading, anchor=False)
            _films(films, f"all-{role}-{person.id}")
        listed_films.update(films["id"])


def _films(films: pl.DataFrame, state_key: str) -> None:
    _first_then_all(films, FILMS_SHOWN, state_key, number_of(films.height, "film"), _film)


def _first_then_all(
    frame: pl.DataFrame,
    limit: int,
    state_key: str,
    count: str,
    show_row: Callable[[dict[str, Any]], None],
) -> None:
    """Show the first `limit` rows, and a button for the rest that sets `state_key`."""
    shown = frame if st.session_state.get(state_key) else frame.head(limit)
    with st.container(gap="small"):
        for row in shown.to_dicts():
            show_row(row)
    if shown.height < frame.height:
        st.button(
            f"Show all {count}", key=f"more-{state_key}", on_click=_show_all, args=(state_key,)
        )


def _film(film: dict[str, Any]) -> None:
    """Show a film in one line: year, title, original title, rating."""
    original = film["original_title"]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(str(film["year"] or "–"), width=36)
        film_link(film["id"], film["title"])
        also = original if original not in (None, film["title"]) else ""
        st.caption(plain(" · ".join(filter(None, [also, rated(film)]))), width="content")


def collaborators(person: PersonProfile) -> None:
    """Show the people with whom they made at least two films."""
    st.subheader("Frequent collaborators", anchor=False)
    people = person.collaborators
    if people.is_empty():
        st.caption("Nobody worked on two of their films in this catalogue.")
        return
    count = number_of(people.height, "person", "people")
    _first_then_all(people, PEOPLE_SHOWN, f"everybody-{person.id}", count, _collaborator)


def _collaborator(other: dict[str, Any]) -> None:
    """Show a collaborator in one line: name, roles, films and years."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        person_link(other["id"], other["name"])
        st.caption(plain(_together(other)), width="content")


def _together(other: dict[str, Any]) -> str:
    """Return roles, films and years: `actor · 6 films, 1990–2013`."""
    films = number_of(other["films"], "film")
    years = years_span(other["first_year"], other["last_year"])
    return f"{role_words(other['roles'])} · {films}" + (f", {years}" if years else "")


def similar_directors(store: Store, person: PersonProfile) -> None:
    """Show directors who share their people, and the people they share."""
    st.subheader("Similar directors", anchor=False)
    try:
        results = store.directors.recommend(person.id, limit=SIMILAR_SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    with st.container(gap="small"):
        for other in results.select("id", "name", "because", "shared_people").to_dicts():
            _similar_director(other)


def _similar_director(other: dict[str, Any]) -> None:
    names = ", ".join(shared["name"] for shared in other["because"][:3])
    more = other["shared_people"] - 3
    shared = f"{names} and {more} more" if more > 0 else names
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        person_link(other["id"], other["name"])
        st.caption(plain(f"shares {shared}"), width="content")


def _show_all(state_key: str) -> None:
    st.session_state[state_key] = True


with leased() as opened:
    page(opened)
