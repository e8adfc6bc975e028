"""The search box for people: type, see who it may be, choose."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from recsys.catalog import Store
from recsys.search.people import lifespan

_SHOWN = 6


@st.fragment
def person_search(choose: Callable[[str], None]) -> None:
    """Draw the box and what it finds; a click calls `choose` with the id and clears the box.

    Typing redraws nothing else, a click the whole page.
    """
    query = st.text_input(
        "Director",
        key="director_query",
        type="search",
        live=True,
        placeholder="a name, or the beginning of one",
        help="Typos, accents and the order of first and last name do not matter.",
    )
    # A place of its own, also when empty: what is below would be set up anew at another place, and
    # lose its tie to the address.
    with st.container(), leased() as store:
        _found(store, query, choose)


def _found(store: Store, query: str | None, choose: Callable[[str], None]) -> None:
    if not query:
        return
    people = [
        person
        for person in store.people.search(query, 30, directors_first=True).to_dicts()
        if person["directed"]
    ][:_SHOWN]
    if not people:
        st.caption("No director is named like that here. Try fewer letters.")
    for person in people:
        st.button(
            _label(person),
            key=f"choose-{person['id']}",
            on_click=_choose,
            args=(choose, person["id"]),
            width="stretch",
        )


def open_director(director: str) -> None:
    """Make somebody the director in question; for callbacks of buttons."""
    st.query_params["director"] = director
    st.query_params.pop("with", None)


def _choose(choose: Callable[[str], None], person_id: str) -> None:
    choose(person_id)
    st.session_state["director_query"] = ""
    st.rerun()  # else only the box and what it found would be drawn anew


def _label(person: dict) -> str:
    """Name, years and best-known films: enough to tell people of one name apart."""
    life = lifespan(person["birth_year"], person["death_year"])
    directed = f"directed {number_of(person['directed'], 'film')}"
    known_for = ", ".join(person["known_for"][:2])
    details = " · ".join(part for part in (life, directed, known_for) if part)
    return f"**{plain(person['name'])}**  \n{plain(details)}"
