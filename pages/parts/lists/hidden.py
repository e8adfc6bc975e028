"""Films that a reader hid: gone from every result, for this session; a file brings them back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.common.text import number_of
from recsys.catalog import Store
from recsys.errors import UnreadableList
from recsys.lists import match, read_list
from recsys.live import live
from recsys.movies import MovieFilters
from recsys.util.formats import to_letterboxd

FILE_NAME = "filmkin-hidden.csv"
_KEY = "hidden_films"


def ids() -> tuple[str, ...]:
    """Ids of the hidden films, in the order in which they were hidden."""
    return tuple(st.session_state.get(_KEY, ()))


def apart() -> MovieFilters:
    """A filter that leaves the hidden films out, and nothing else."""
    return MovieFilters(exclude_ids=ids())


def button(film: dict) -> None:
    """The button that hides a result."""
    st.button(
        "Hide",
        key=f"hide-{film['id']}",
        on_click=hide,
        args=(film["id"],),
        help="Not for me: leave it out of every result. The list is under Your list.",
    )


def hide(*films: str) -> None:
    """Leave films out from now on."""
    st.session_state[_KEY] = list(dict.fromkeys([*ids(), *films]))


def draw(store: Store) -> None:
    """How many are hidden, the file of them, and the way to see them again; nothing if none."""
    known = [film for film in ids() if store.graph.movie_row(film) is not None]
    if not known:
        return
    st.caption(f"{number_of(len(known), 'film')} hidden in this session")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Save the hidden",
            to_letterboxd(store.movies.films(known)),
            file_name=FILE_NAME,
            mime="text/csv",
            on_click="ignore",
            key="hidden-save",
            help="Upload the file above another time to hide them again.",
        )
        st.button("Show them again", key="hidden-show", on_click=show_all)


def show_all() -> None:
    """Hide nothing."""
    st.session_state.pop(_KEY, None)


def is_saved(name: str) -> bool:
    """Whether a file is one of hidden films, by its name; browsers number copies."""
    return name.startswith(FILE_NAME.removesuffix(".csv"))


def take(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Hide the films of saved files again; what can't be read is told."""
    faults = []
    for name, content in files:
        try:
            entries = read_list(content, name).entries()
        except UnreadableList as error:
            faults.append(str(error))
            continue
        with live().lease() as store:
            matched = match(store.titles, store.graph, entries)
        hide(*matched.ids)
        if missed := len(matched.matches) - len(matched.sure):
            faults.append(f"{name}: {number_of(missed, 'film')} of it not found here.")
    return faults
