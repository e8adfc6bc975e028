"""Ten films side by side: the default ranking, and plot text alone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common.links import film_link
from pages.parts.common.text import titled
from recsys.catalog import Store
from recsys.evaluate.examples import example_seeds, side_by_side

_TITLE_LENGTH = 36
"""Characters; a link on a phone does not wrap."""


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
    for example in found:
        with st.container(border=True):
            _example(example)


def _example(example: dict[str, Any]) -> None:
    film_link(example["seed"]["id"], titled(example["seed"]), strong=True)
    lists = {"Default": example["ours"], "Plot text alone": example["text"]}
    shown = {name: films for name, films in lists.items() if films}
    for (name, films), column in zip(shown.items(), st.columns(len(shown)), strict=True):
        with column, st.container(gap="xxsmall"):
            st.caption(name)
            for film in films:
                film_link(film["id"], _label(film))


def _label(film: dict[str, Any]) -> str:
    """Return title and year; the end of a long title is left out."""
    title = str(film["title"])
    if len(title) > _TITLE_LENGTH:
        title = title[: _TITLE_LENGTH - 1].rstrip() + "…"
    return titled(film | {"title": title})


@st.cache_data(show_spinner="Comparing the rankings", max_entries=4)
def _examples(build_id: str, _store: Store) -> list[dict[str, Any]]:
    del build_id  # the key of the cache
    return side_by_side(_store, example_seeds(_store))
