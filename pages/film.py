"""What is this film, who made it, and what is like it?"""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common import downloads as downloads
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import known_films
from pages.parts.common.links import film_link, film_links, person_link, to_page
from pages.parts.common.search_box import find
from pages.parts.common.sources import origin, source_name
from pages.parts.common.text import number_of, plain, role_words, titled
from pages.parts.films.controls import type_word
from pages.parts.lists import hidden
from recsys.catalog import Store
from recsys.errors import NothingFound, UnknownId
from recsys.profiles import FilmProfile
from recsys.vocabulary.places import country_name, language_name

PARAMETER = "movie"
LIKE_SHOWN = 6
TITLES_SHOWN = 8
ROLE_WIDTH = 150


def page(store: Store) -> None:
    """Facts, overview, people by role, the series it belongs to, films like it."""
    address.keep("film", PARAMETER)
    with st.sidebar:
        find("find_beside_film")
    asked = st.query_params.get(PARAMETER)
    if not asked:
        welcome(store)
        return
    try:
        film = store.film(asked)
    except UnknownId:
        st.title("No film of that id is here", anchor=False)
        st.write(plain(f"This catalogue has no film {asked[:80]}. Look for it by title."))
        some_film(store)
        return
    heading(film)
    overview(film)
    people, films = st.columns([3, 2], gap="large")
    with people:
        credits(film)
    with films:
        like(store, film)
        franchise(film)
    if not film.credits.is_empty():
        downloads.table(film.credits, f"filmkin-credits-{film.facts['id']}", "the credits")
    demo_notice(store)


def welcome(store: Store) -> None:
    """Without an id there is nothing to show."""
    st.title("Who made this film, and what is like it?", anchor=False)
    st.write("Look for a film by its title.")
    some_film(store)


def some_film(store: Store) -> None:
    """Films to begin with."""
    find("find_film")
    st.caption("For example")
    film_links(known_films(store))


def heading(film: FilmProfile) -> None:
    """Title, year, and the facts in a line."""
    facts = film.facts
    st.title(plain(titled(facts)), anchor=False)
    original = facts["original_title"]
    kind = "" if facts["type"] in ("movie", None) else type_word(facts["type"])
    rated = "not rated"
    if facts["rating"] is not None:
        rated = f"rated {facts['rating']:.1f} of 10 by {number_of(facts['votes'], 'vote')}"
    parts = [
        original if original not in (None, facts["title"]) else "",
        kind,
        "" if facts["year"] else "year unknown",
        ", ".join(map(country_name, facts["countries"] or [])),
        ", ".join(map(language_name, facts["languages"] or [])),
        f"{facts['runtime']} minutes" if facts["runtime"] else "",
        ", ".join(facts["genres"] or []),
        rated,
    ]
    st.caption(plain(" · ".join(filter(None, parts))))


def overview(film: FilmProfile) -> None:
    """What it is about, and who says so."""
    facts = film.facts
    if facts["tagline"]:
        st.markdown(f"*{plain(facts['tagline'])}*")
    if facts["overview"]:
        st.markdown(plain(facts["overview"]))
        if facts["overview_url"]:
            st.caption(origin(facts))
        else:
            st.caption(plain(f"Overview: {source_name(str(film.overview_source))}."))
    else:
        st.caption("No overview in this catalogue.")
    if facts["keywords"]:
        st.caption(plain("Keywords: " + ", ".join(facts["keywords"])))
    if film.other_titles:
        more = len(film.other_titles) - TITLES_SHOWN
        listed = ", ".join(film.other_titles[:TITLES_SHOWN])
        st.caption(plain(f"Also known as {listed}" + (f" and {more} more" if more > 0 else "")))


def credits(film: FilmProfile) -> None:
    """Everybody on it, by role."""
    st.subheader("Who made it", anchor=False)
    if film.credits.is_empty():
        st.caption("Nobody is credited in this catalogue.")
    for (role,), people in film.credits.group_by("role", maintain_order=True):
        with st.container(horizontal=True, gap="xsmall"):
            st.caption(role_words([str(role)]), width=ROLE_WIDTH)
            _people(people)


def _people(people: pl.DataFrame) -> None:
    """Names side by side; with characters one below the other."""
    played = people["characters"].list.len().fill_null(0).sum() > 0
    with st.container(horizontal=not played, gap="xsmall", width="content"):
        for person in people.to_dicts():
            with st.container(horizontal=True, vertical_alignment="center", gap="small",
                              width="content"):  # fmt: skip
                person_link(person["id"], person["name"])
                if person["characters"]:
                    st.caption(plain(f"as {', '.join(person['characters'])}"), width="content")


def like(store: Store, film: FilmProfile) -> None:
    """The films most like it, with the reason."""
    st.subheader("Films like it", anchor=False)
    facts = film.facts
    try:
        found = store.movies.similar(facts["id"], LIKE_SHOWN, hidden.apart())
    except NothingFound:
        st.caption("No other film is here to compare it with, hidden ones aside.")
        return
    for other in found.to_dicts():
        with st.container(gap=None):
            film_link(other["id"], titled(other))
            st.caption(plain(other["reason"]))
    to_page(routing.MOVIES, "More, with filters", movie=facts["id"])


def franchise(film: FilmProfile) -> None:
    """The other films of its series."""
    others = film.franchise.filter(pl.col("id") != film.facts["id"])
    if others.is_empty():
        return
    st.subheader("Of the same series", anchor=False)
    film_links(others.to_dicts())


with leased() as opened:
    page(opened)
