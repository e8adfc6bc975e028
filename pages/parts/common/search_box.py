"""The search box for films and people at once; what it finds are links to their pages."""

from __future__ import annotations

import streamlit as st

from pages.parts.common.catalogue import leased
from pages.parts.common.links import film_link, person_link
from pages.parts.common.text import plain

SHOWN = 8


@st.fragment
def find(key: str) -> None:
    """Draw the box and what it finds; typing redraws nothing else.

    A fragment draws nothing when it reruns in a sidebar opened outside of it, so the caller
    opens the place, and the store is leased anew on each run.
    """
    query = st.text_input(
        "Film or person",
        key=key,
        type="search",
        live=True,
        placeholder="a title or a name, or the beginning of one",
        help="Typos, accents and the order of words do not matter; a year after a title helps.",
    )
    if not query:
        return
    with leased() as store:
        rows = store.search(query, SHOWN).to_dicts()
    if not rows:
        st.caption("Nothing and nobody is called that here. Try fewer letters.")
    with st.container(gap="xsmall"):
        for row in rows:
            _found(row)


def _found(row: dict) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        open_page = film_link if row["kind"] == "film" else person_link
        open_page(row["id"], row["name"])
        st.caption(plain(" · ".join(filter(None, [row["kind"], row["detail"]]))), width="content")
