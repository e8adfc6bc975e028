"""Links to films and people: every name and title on a page leads to its own page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.parts.common import routing
from pages.parts.common.text import plain, titled


def to_page(page: str, words: str, strong: bool = False, **parameters: str | list[str]) -> None:
    """A link in the colour of links; `words` are taken letter by letter."""
    label = f"**{plain(words)}**" if strong else plain(words)
    st.page_link(page, label=f":primary[{label}]", query_params=parameters)


def film_link(film: str, words: str, strong: bool = False) -> None:
    """A link to a film's page."""
    to_page(routing.FILM, words, strong, movie=film)


def person_link(person: str, words: str, strong: bool = False) -> None:
    """A link to a person's page."""
    to_page(routing.PERSON, words, strong, person=person)


def film_links(films: Iterable[dict]) -> None:
    """Films side by side, as links."""
    with st.container(horizontal=True, gap="small"):
        for film in films:
            film_link(film["id"], titled(film))


def person_links(people: Iterable[tuple[str, str]]) -> None:
    """People, as ids and names, side by side."""
    with st.container(horizontal=True, gap="small"):
        for person, name in people:
            person_link(person, name)


def film_column(label: str, key: str, films: Iterable[str], **options: Any) -> Any:
    """A column of titles; pressing one opens the film of its row. `films` are the rows' ids."""
    return _names(label, key, routing.FILM, "movie", films, options)


def person_column(label: str, key: str, people: Iterable[str], **options: Any) -> Any:
    """A column of names; pressing one opens the person of its row. `people` are the rows' ids."""
    return _names(label, key, routing.PERSON, "person", people, options)


def _names(
    label: str, key: str, page: str, parameter: str, ids: Iterable[str], options: dict
) -> Any:
    # Not a LinkColumn: its cells hold addresses, which is what a screen reader would read out and
    # what the table's own download would hold, and it opens another tab.
    return st.column_config.ButtonColumn(
        label,
        type="tertiary",
        alignment="left",
        key=key,
        on_click=_open,
        args=(key, page, parameter, list(ids)),
        **options,
    )


def _open(key: str, page: str, parameter: str, ids: list[str]) -> None:
    pressed = st.session_state[key]
    if pressed is not None and pressed["row"] < len(ids):
        st.switch_page(page, query_params={parameter: ids[pressed["row"]]})
