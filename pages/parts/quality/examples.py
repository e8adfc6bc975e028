"""Ten films side by side: the default ranking, and plot text alone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common.links import film_link
from pages.parts.common.text import titled
from recsys.catalog import Store
from recsys.evaluate.examples import example_seeds, side_by_side

_BESIDE = 2
"""Films side by side."""


def examples(store: Store) -> None:
    """Show well-known films of all decades with the first results of both rankings."""
    found = _examples(store.manifest.build_id, store)
    if not found:
        return
    st.header("See for yourself", anchor=False)
    st.write(
        "Nobody chose these films: they are the most voted ones of each decade in this catalogue, "
        "at most one per director and franchise. Which list would you rather watch?"
        if store.movies.has_texts
        else "Nobody chose these films: they are the most voted ones of each decade in this "
        "catalogue. It has no plot texts, so there is nothing to compare with."
    )
    for first in range(0, len(found), _BESIDE):
        pair = found[first : first + _BESIDE]
        for example, column in zip(pair, st.columns(_BESIDE), strict=False):
            with column, st.container(border=True, height="stretch"):
                _example(example)


def _example(example: dict[str, Any]) -> None:
    film_link(example["seed"]["id"], titled(example["seed"]), strong=True)
    lists = {"Default": example["ours"], "Plot text alone": example["text"]}
    shown = {name: films for name, films in lists.items() if films}
    for (name, films), column in zip(shown.items(), st.columns(len(shown)), strict=True):
        with column, st.container(gap="xxsmall"):
            st.caption(name)
            for film in films:
                film_link(film["id"], titled(film))


@st.cache_data(show_spinner="Comparing the rankings", max_entries=4)
def _examples(build_id: str, _store: Store) -> list[dict[str, Any]]:
    del build_id  # the key of the cache
    return side_by_side(_store, example_seeds(_store))
