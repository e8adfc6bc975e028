"""The search box for films and people, with links to their pages as results."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common.catalogue import leased
from pages.parts.common.links import film_link, person_link
from pages.parts.common.text import plain

RESULTS_SHOWN = 8


@st.fragment
def search_box(key: str) -> None:
    """Show the box and its results; typing reruns this fragment only.

    The caller opens the sidebar: a fragment can't write into one that it opens itself.
    """
    query = st.text_input(
        "Film or person",
        key=key,
        type="search",
        live=True,
        placeholder="a title or name, or the beginning of one",
        help="Typos, accents and word order do not matter; a year after a title helps.",
    )
    if not query:
        return
    with leased() as store:
        rows = store.search(query, RESULTS_SHOWN).to_dicts()
    if not rows:
        st.caption("No film or person of that name in this catalogue. Try fewer letters.")
    with st.container(gap="xsmall"):
        for row in rows:
            _result(row)


def _result(row: dict[str, Any]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        open_page = film_link if row["kind"] == "film" else person_link
        open_page(row["id"], row["name"])
        st.caption(plain(" · ".join(filter(None, [row["kind"], row["detail"]]))), width="content")
