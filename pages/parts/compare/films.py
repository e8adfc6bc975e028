"""The most similar films of the compared directors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.parts.common import downloads
from pages.parts.common.links import film_link
from pages.parts.common.text import join_words, plain, titled
from recsys.catalog import Store

PAIRS_SHOWN = 10
SIMILARITY_HELP = (
    "The sum of story, people, genre, place and era as on the Movies page, without popularity "
    "and Bayesian rating. 0 to 5."
)


def show_nearest_films(store: Store, directors: Sequence[str]) -> None:
    """Show pairs of films, the most similar first, with the reason."""
    films = [store.directors.filmography(director)["id"].to_list() for director in directors]
    with st.spinner("Comparing their films"):
        pairs = store.movies.pairs(films, PAIRS_SHOWN)
    if pairs.is_empty():
        st.caption("They directed all of their films together, so there is nothing to compare.")
        return
    if not store.movies.has_texts:
        st.caption("This catalogue has no overviews: similarity rests on people, genre and year.")
    for pair in pairs.to_dicts():
        with st.container(gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(f"{pair['score']:.2f}", width="content", help=SIMILARITY_HELP)
                _film(pair)
                st.caption("and", width="content")
                _film({name: pair[f"other_{name}"] for name in ("id", "title", "year", "director")})
            st.caption(plain(pair["reason"]))
    downloads.table(pairs, "filmkin-compare-films", "these films")


def _film(film: dict[str, Any]) -> None:
    film_link(film["id"], titled(film))
    st.caption(plain(join_words(film["director"])), width="content")
