"""Films that a reader hides from all results of this session; a saved file restores them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.parts.common.text import number_of
from recsys.catalog import Store
from recsys.lists import UserList, match
from recsys.live import live
from recsys.movies import MovieFilters
from recsys.util.formats import to_letterboxd

FILE_NAME = "filmkin-hidden.csv"
_KEY = "hidden_films"


def ids() -> tuple[str, ...]:
    """Return the ids of the hidden films, in the order they were hidden."""
    return tuple(st.session_state.get(_KEY, ()))


def exclusion_filter() -> MovieFilters:
    """Return a filter that excludes only the hidden films."""
    return MovieFilters(exclude_ids=ids())


def hide_button(film: dict[str, Any]) -> None:
    """Show the button that hides a result."""
    st.button(
        "Hide",
        key=f"hide-{film['id']}",
        on_click=hide,
        args=(film["id"],),
        help="Leave this film out of all results. Hidden films are listed under Your list.",
    )


def hide(*films: str) -> None:
    """Hide films."""
    st.session_state[_KEY] = list(dict.fromkeys([*ids(), *films]))


def show_hidden_films(store: Store) -> None:
    """Show the number of hidden films with buttons to save and unhide them; nothing if none."""
    films = [film for film in ids() if store.graph.movie_row(film) is not None]
    if not films:
        return
    st.caption(f"{number_of(len(films), 'film')} hidden in this session")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Save hidden films",
            to_letterboxd(store.movies.films(films)),
            file_name=FILE_NAME,
            mime="text/csv",
            on_click="ignore",
            key="hidden-save",
            help="Upload this file in a later session to hide them again.",
        )
        st.button("Unhide all", key="hidden-show", on_click=show_all)


def show_all() -> None:
    """Unhide all films."""
    st.session_state.pop(_KEY, None)


def is_saved(name: str) -> bool:
    """Return whether a file name is that of saved hidden films; browsers may append a number."""
    return name.startswith(FILE_NAME.removesuffix(".csv"))


def load(files: Sequence[UserList]) -> list[str]:
    """Hide the films of saved files; return error messages."""
    errors = []
    for saved in files:
        with live().lease() as store:
            matched = match(store.titles, store.graph, saved.entries())
        hide(*matched.ids)
        if missed := len(matched.matches) - len(matched.sure):
            errors.append(f"{saved.name}: {number_of(missed, 'film')} not found in this catalogue.")
    return errors
