"""The search box for films, and the chosen films as chips."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts.common.address import AddressList
from pages.parts.common.catalogue import leased
from pages.parts.common.chips import removable
from pages.parts.common.text import number_of, plain, titled
from recsys.catalog import Store
from recsys.vocabulary.places import country_name

RESULTS_SHOWN = 6
SEEDS = AddressList("movie")
"""The films of the query, as the address holds them."""


@st.fragment
def film_search(choose: Callable[[str], None]) -> None:
    """Show the box and its results; a click calls `choose` with the id and clears the box.

    Typing reruns this fragment only, a click the whole page.
    """
    query = st.text_input(
        "Film",
        key="film_query",
        type="search",
        live=True,
        placeholder="a title or the beginning of one",
        help="Typos, accents and articles do not matter; a year after the title helps.",
    )
    # A container even for no results: without it the widgets below would change position, be
    # created anew and lose their query parameters.
    with st.container(), leased() as store:
        _results(store, query, choose)


def _results(store: Store, query: str | None, choose: Callable[[str], None]) -> None:
    if not query:
        return
    films = store.titles.search(query, RESULTS_SHOWN).to_dicts()
    if not films:
        st.caption("No film of that title in this catalogue. Try fewer letters.")
    for film in films:
        st.button(
            _label(film),
            key=f"choose-{film['id']}",
            on_click=_choose,
            args=(choose, film["id"]),
            width="stretch",
        )


def chips(films: list[dict[str, Any]]) -> None:
    """Show the films of the query; a click removes one."""
    titles = {film["id"]: titled(film) for film in films}
    removable(titles, SEEDS.remove, "Remove this film")


def _choose(choose: Callable[[str], None], film: str) -> None:
    choose(film)
    st.session_state["film_query"] = ""
    st.rerun()  # the whole page, not only this fragment


def _label(film: dict[str, Any]) -> str:
    """Return title, year, directors, countries and votes, to tell films of the same title apart."""
    also = "" if film["matched"] == film["title"] else film["matched"]
    details = [
        also,
        ", ".join(film["directors"][:2]),
        ", ".join(country_name(code) for code in (film["countries"] or [])[:2]),
        number_of(film["votes"], "vote") if film["votes"] else "not rated",
    ]
    return f"**{plain(titled(film))}**  \n{plain(' · '.join(filter(None, details)))}"
