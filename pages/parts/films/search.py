"""The search box for films, and the chosen ones as chips."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.common.address import AddressList
from pages.parts.common.catalogue import leased
from pages.parts.common.chips import removable
from pages.parts.common.text import number_of, plain, titled
from recsys.catalog import Store
from recsys.vocabulary.places import country_name

SHOWN = 6
SEEDS = AddressList("movie")
"""The films asked about."""


@st.fragment
def film_search(choose: Callable[[str], None]) -> None:
    """Draw the box and what it finds; a click calls `choose` with the id and clears the box.

    Typing redraws nothing else, a click the whole page.
    """
    query = st.text_input(
        "Film",
        key="film_query",
        type="search",
        live=True,
        placeholder="a title, or the beginning of one",
        help="Typos, accents and articles do not matter; a year after the title helps.",
    )
    # A place of its own, also when empty: what is below would be set up anew at another place, and
    # lose its tie to the address.
    with st.container(), leased() as store:
        _found(store, query, choose)


def _found(store: Store, query: str | None, choose: Callable[[str], None]) -> None:
    if not query:
        return
    films = store.titles.search(query, SHOWN).to_dicts()
    if not films:
        st.caption("No film is called that here. Try fewer letters.")
    for film in films:
        st.button(
            _label(film),
            key=f"choose-{film['id']}",
            on_click=_choose,
            args=(choose, film["id"]),
            width="stretch",
        )


def chips(films: list[dict]) -> None:
    """The films asked about; a click takes one away."""
    titles = {film["id"]: titled(film) for film in films}
    removable(titles, SEEDS.remove, "Take this film away")


def _choose(choose: Callable[[str], None], film: str) -> None:
    choose(film)
    st.session_state["film_query"] = ""
    st.rerun()  # else only the box and what it found would be drawn anew


def _label(film: dict) -> str:
    """Year, director, country and votes: enough to tell films of one title apart."""
    also = "" if film["matched"] == film["title"] else film["matched"]
    details = [
        also,
        ", ".join(film["directors"][:2]),
        ", ".join(country_name(code) for code in (film["countries"] or [])[:2]),
        number_of(film["votes"], "vote") if film["votes"] else "not rated",
    ]
    return f"**{plain(titled(film))}**  \n{plain(' · '.join(filter(None, details)))}"
