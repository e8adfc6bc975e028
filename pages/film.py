"""The Film page: facts, overview, credits, similar films and the rest of its series."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.parts.common import address, downloads, routing
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_films
from pages.parts.common.links import film_link, film_links, person_link, to_page
from pages.parts.common.search_box import search_box
from pages.parts.common.sources import origin, source_name
from pages.parts.common.text import number_of, plain, role_words, titled
from pages.parts.films.controls import type_word
from pages.parts.lists import hidden
from recsys.catalog import Store
from recsys.errors import NothingFound, UnknownId
from recsys.profiles import FilmProfile
from recsys.vocabulary.places import country_name, language_name

PARAMETER = "movie"
SIMILAR_SHOWN = 6
TITLES_SHOWN = 8
ROLE_WIDTH = 150


def page(store: Store) -> None:
    """Show facts, overview, credits by role, similar films and the series."""
    address.keep("film", PARAMETER)
    with st.sidebar:
        search_box("find_beside_film")
    film_id = st.query_params.get(PARAMETER)
    if not film_id:
        welcome(store)
        return
    try:
        film = store.film(film_id)
    except UnknownId:
        st.title("Film not found", anchor=False)
        st.write(plain(f"This catalogue has no film {film_id[:80]}. Search by title."))
        search_and_examples(store)
        return
    heading(film)
    overview(film)
    people, films = st.columns([3, 2], gap="large")
    with people:
        credits(film)
    with films:
        similar_films(store, film)
        franchise(film)
    if not film.credits.is_empty():
        downloads.table(film.credits, f"filmkin-credits-{film.facts['id']}", "the credits")
    demo_notice(store)


def welcome(store: Store) -> None:
    """Invite a search, for an address that names no film."""
    st.title("Who made this film, and what is similar?", anchor=False)
    st.write("Search for a film by its title.")
    search_and_examples(store)


def search_and_examples(store: Store) -> None:
    """Show a search box and well-known films."""
    search_box("find_film")
    st.caption("For example")
    film_links(example_films(store))


def heading(film: FilmProfile) -> None:
    """Show title, year and the facts in one line."""
    facts = film.facts
    st.title(plain(titled(facts)), anchor=False)
    original = facts["original_title"]
    kind = "" if facts["type"] in ("movie", None) else type_word(facts["type"])
    rating = "not rated"
    if facts["rating"] is not None:
        rating = f"rated {facts['rating']:.1f} of 10 by {number_of(facts['votes'], 'vote')}"
    parts = [
        original if original not in (None, facts["title"]) else "",
        kind,
        "" if facts["year"] else "year unknown",
        ", ".join(map(country_name, facts["countries"] or [])),
        ", ".join(map(language_name, facts["languages"] or [])),
        f"{facts['runtime']} minutes" if facts["runtime"] else "",
        ", ".join(facts["genres"] or []),
        rating,
    ]
    st.caption(plain(" · ".join(filter(None, parts))))


def overview(film: FilmProfile) -> None:
    """Show tagline, overview with its source, keywords and other titles."""
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
        titles = ", ".join(film.other_titles[:TITLES_SHOWN])
        st.caption(plain(f"Also known as {titles}" + (f" and {more} more" if more > 0 else "")))


def credits(film: FilmProfile) -> None:
    """Show the credited people by role."""
    st.subheader("Who made it", anchor=False)
    if film.credits.is_empty():
        st.caption("No credits in this catalogue.")
    for (role,), people in film.credits.group_by("role", maintain_order=True):
        with st.container(horizontal=True, gap="xsmall"):
            st.caption(role_words([str(role)]), width=ROLE_WIDTH)
            _people(people)


def _people(people: pl.DataFrame) -> None:
    """Show names side by side or, with characters, one below the other."""
    played = people["characters"].list.len().fill_null(0).sum() > 0
    with st.container(horizontal=not played, gap="xsmall", width="content"):
        for person in people.to_dicts():
            with st.container(horizontal=True, vertical_alignment="center", gap="small",
                              width="content"):  # fmt: skip
                person_link(person["id"], person["name"])
                if person["characters"]:
                    st.caption(plain(f"as {', '.join(person['characters'])}"), width="content")


def similar_films(store: Store, film: FilmProfile) -> None:
    """Show the most similar films, each with the reason."""
    st.subheader("Similar films", anchor=False)
    facts = film.facts
    try:
        results = store.movies.similar(facts["id"], SIMILAR_SHOWN, hidden.exclusion_filter())
    except NothingFound:
        st.caption("This catalogue has no other film to compare with, except hidden ones.")
        return
    for other in results.to_dicts():
        with st.container(gap=None):
            film_link(other["id"], titled(other))
            st.caption(plain(other["reason"]))
    to_page(routing.MOVIES, "More, with filters", movie=facts["id"])


def franchise(film: FilmProfile) -> None:
    """Show the other films of its series."""
    others = film.franchise.filter(pl.col("id") != film.facts["id"])
    if others.is_empty():
        return
    st.subheader("In the same series", anchor=False)
    film_links(others.to_dicts())


with leased() as opened:
    page(opened)
