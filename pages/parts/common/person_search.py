"""The search box for directors, and the results to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts.common.catalogue import leased
from pages.parts.common.text import number_of, plain
from recsys.catalog import Store
from recsys.search.people import lifespan

_RESULTS_SHOWN = 6


@st.fragment
def person_search(choose: Callable[[str], None]) -> None:
    """Show the box and its results; a click calls `choose` with the id and clears the box.

    Typing reruns this fragment only, a click the whole page.
    """
    query = st.text_input(
        "Director",
        key="director_query",
        type="search",
        live=True,
        placeholder="a name or the beginning of one",
        help="Typos, accents and the order of first and last name do not matter.",
    )
    # A container even for no results: without it the widgets below would change position, be
    # created anew and lose their query parameters.
    with st.container(), leased() as store:
        _results(store, query, choose)


def _results(store: Store, query: str | None, choose: Callable[[str], None]) -> None:
    if not query:
        return
    people = [
        person
        for person in store.people.search(query, 30, directors_first=True).to_dicts()
        if person["directed"]
    ][:_RESULTS_SHOWN]
    if not people:
        st.caption("No director of that name in this catalogue. Try fewer letters.")
    for person in people:
        st.button(
            _label(person),
            key=f"choose-{person['id']}",
            on_click=_choose,
            args=(choose, person["id"]),
            width="stretch",
        )


def open_director(director: str) -> None:
    """Show the results for a director; for callbacks of buttons."""
    st.query_params["director"] = director
    st.query_params.pop("with", None)


def _choose(choose: Callable[[str], None], person_id: str) -> None:
    choose(person_id)
    st.session_state["director_query"] = ""
    st.rerun()  # the whole page, not only this fragment


def _label(person: dict[str, Any]) -> str:
    """Return name, years and best-known films, to tell people of the same name apart."""
    life = lifespan(person["birth_year"], person["death_year"])
    directed = f"directed {number_of(person['directed'], 'film')}"
    known_for = ", ".join(person["known_for"][:2])
    details = " · ".join(part for part in (life, directed, known_for) if part)
    return f"**{plain(person['name'])}**  \n{plain(details)}"
