"""Directors side by side: which of their films are nearest to each other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common.links import film_link
from pages.parts.common.text import listed, plain, titled
from recsys.catalog import Store

SHOWN = 10
LIKENESS_HELP = (
    "Story, people, genre, place and era as on the page Movies, added up; how well known or rated "
    "a film is does not count. 0 to 5."
)


def draw(store: Store, directors: Sequence[str]) -> None:
    """Pairs of films, the nearest first, with the reason."""
    films = [store.directors.filmography(director)["id"].to_list() for director in directors]
    with st.spinner("Comparing their films"):
        pairs = store.movies.pairs(films, SHOWN)
    if pairs.is_empty():
        st.caption("They directed all of their films together: there is nothing to compare.")
        return
    if not store.movies.has_texts:
        st.caption("This catalogue holds no overviews: similarity rests on people, genre and year.")
    for pair in pairs.to_dicts():
        with st.container(gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(f"{pair['score']:.2f}", width="content", help=LIKENESS_HELP)
                _film(pair)
                st.caption("and", width="content")
                _film({name: pair[f"other_{name}"] for name in ("id", "title", "year", "director")})
            st.caption(plain(pair["reason"]))
    downloads.table(pairs, "filmkin-compare-films", "nearest films")


def _film(film: dict) -> None:
    film_link(film["id"], titled(film))
    st.caption(plain(listed(film["director"])), width="content")
