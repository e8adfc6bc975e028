"""What has this person made, with whom, and who is like them?"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import known_directors
from pages.parts.common.links import film_link, person_link, person_links, to_page
from pages.parts.common.search_box import find
from pages.parts.common.text import number_of, plain, role_words, years_span
from recsys.catalog import Store
from recsys.errors import NothingFound, UnknownId
from recsys.profiles import PersonProfile
from recsys.search.people import lifespan

PARAMETER = "person"
FILMS_SHOWN = 15
"""Films of a role before a button shows the others."""
PEOPLE_SHOWN = 15
LIKE_SHOWN = 5


def page(store: Store) -> None:
    """Name, films by role, those they work with again and again, directors like them."""
    address.keep("person", PARAMETER)
    with st.sidebar:
        find("find_beside_person")
    asked = st.query_params.get(PARAMETER)
    if not asked:
        welcome(store)
        return
    try:
        person = store.person(asked)
    except UnknownId:
        st.title("Nobody of that id is here", anchor=False)
        st.write(plain(f"This catalogue has no person {asked[:80]}. Look for them by name."))
        somebody(store)
        return
    heading(person)
    films, people = st.columns(2, gap="large")
    with films:
        work(person)
    with people:
        collaborators(person)
        if person.directed:
            like(store, person)
    with st.container(horizontal=True, gap="small"):
        downloads.table(person.credits, f"filmkin-films-{person.id}", "these films")
        if not person.collaborators.is_empty():
            downloads.table(person.collaborators, f"filmkin-people-{person.id}", "these people")
    demo_notice(store)


def welcome(store: Store) -> None:
    """Without an id there is nobody to show."""
    st.title("Whose films, and made with whom?", anchor=False)
    st.write("Look for somebody by name: a director, an actor, a cinematographer, anybody.")
    somebody(store)


def somebody(store: Store) -> None:
    """People to begin with."""
    find("find_person")
    if known := known_directors(store):
        st.caption("For example")
        person_links(known.items())
    else:
        st.caption("This catalogue names no directors: build one with cast and crew.")
        to_page(routing.YOUR_DATA, "Use your own data")


def heading(person: PersonProfile) -> None:
    """Name, years and numbers."""
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


def work(person: PersonProfile) -> None:
    """Films by role, the latest first; folded where all of them stand under a role above."""
    above: set[str] = set()
    for (role,), films in person.credits.group_by("role", maintain_order=True):
        words = f"As {role_words([str(role)])}"
        if above.issuperset(films["id"]):
            with st.expander(f"{words}, {number_of(films.height, 'film')} of these"):
                _films(films, f"all-{role}-{person.id}")
        else:
            st.subheader(words, anchor=False)
            _films(films, f"all-{role}-{person.id}")
        above.update(films["id"])


def _films(films: pl.DataFrame, every: str) -> None:
    _first_then_all(films, FILMS_SHOWN, every, number_of(films.height, "film"), _film)


def _first_then_all(
    frame: pl.DataFrame, first: int, every: str, number: str, draw: Callable[[dict], None]
) -> None:
    """The first rows, and a button for the others; `every` is the key of what it sets."""
    shown = frame if st.session_state.get(every) else frame.head(first)
    with st.container(gap="small"):
        for row in shown.to_dicts():
            draw(row)
    if shown.height < frame.height:
        st.button(f"Show all {number}", key=f"more-{every}", on_click=_show, args=(every,))


def _film(film: dict) -> None:
    """A line: year, title, original title, rating."""
    original = film["original_title"]
    rated = "not rated"
    if film["rating"] is not None:
        rated = f"{film['rating']:.1f} from {number_of(film['votes'], 'vote')}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(str(film["year"] or "–"), width=36)
        film_link(film["id"], film["title"])
        also = original if original not in (None, film["title"]) else ""
        st.caption(plain(" · ".join(filter(None, [also, rated]))), width="content")


def collaborators(person: PersonProfile) -> None:
    """Those with whom they made two films or more."""
    st.subheader("Works again and again with", anchor=False)
    found = person.collaborators
    if found.is_empty():
        st.caption("Nobody is on two of their films in this catalogue.")
        return
    number = number_of(found.height, "person", "people")
    _first_then_all(found, PEOPLE_SHOWN, f"everybody-{person.id}", number, _collaborator)


def _collaborator(other: dict) -> None:
    """A line: name, roles, films and years."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        person_link(other["id"], other["name"])
        st.caption(plain(_together(other)), width="content")


def _together(other: dict) -> str:
    """`actor · 6 films, 1990–2013`."""
    films = number_of(other["films"], "film")
    years = years_span(other["first_year"], other["last_year"])
    return f"{role_words(other['roles'])} · {films}" + (f", {years}" if years else "")


def like(store: Store, person: PersonProfile) -> None:
    """Directors who share their people, and whom they share."""
    st.subheader("Directors like this one", anchor=False)
    try:
        found = store.directors.recommend(person.id, limit=LIKE_SHOWN)
    except NothingFound as error:
        st.caption(plain(str(error)))
        return
    with st.container(gap="small"):
        for other in found.select("id", "name", "because", "shared_people").to_dicts():
            _alike(other)


def _alike(other: dict) -> None:
    names = ", ".join(shared["name"] for shared in other["because"][:3])
    more = other["shared_people"] - 3
    shared = f"{names} and {more} more" if more > 0 else names
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        person_link(other["id"], other["name"])
        st.caption(plain(f"shares {shared}"), width="content")


def _show(every: str) -> None:
    st.session_state[every] = True


with leased() as opened:
    page(opened)
