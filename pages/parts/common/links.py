"""Links from names and titles to the pages of people and films."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.parts.common import routing
from pages.parts.common.text import plain, titled


def to_page(page: str, words: str, strong: bool = False, **parameters: str | list[str]) -> None:
    """Show a link to a page; `words` are shown as they are, without Markdown."""
    label = f"**{plain(words)}**" if strong else plain(words)
    st.page_link(routing.target(page), label=f":primary[{label}]", query_params=parameters)


def film_link(film: str, words: str, strong: bool = False) -> None:
    """Show a link to a film's page."""
    to_page(routing.FILM, words, strong, movie=film)


def person_link(person: str, words: str, strong: bool = False) -> None:
    """Show a link to a person's page."""
    to_page(routing.PERSON, words, strong, person=person)


def film_links(films: Iterable[dict[str, Any]]) -> None:
    """Show links to films, side by side."""
    with st.container(horizontal=True, gap="small"):
        for film in films:
            film_link(film["id"], titled(film))


def person_links(people: Iterable[tuple[str, str]]) -> None:
    """Show links to people, given as ids and names, side by side."""
    with st.container(horizontal=True, gap="small"):
        for person, name in people:
            person_link(person, name)


def film_column(label: str, key: str, films: Iterable[str], **options: Any) -> Any:
    """Configure a column of titles that open the film's page; `films` are the ids of the rows."""
    return _button_column(label, key, routing.FILM, "movie", films, options)


def person_column(label: str, key: str, people: Iterable[str], **options: Any) -> Any:
    """Configure a column of names that open the person's page; `people` are the ids of the rows."""
    return _button_column(label, key, routing.PERSON, "person", people, options)


def _button_column(
    label: str, key: str, page: str, parameter: str, ids: Iterable[str], options: dict[str, Any]
) -> Any:
    # Not a LinkColumn: screen readers and the table's download would get addresses instead of
    # names, and links would open in a new tab.
    return st.column_config.ButtonColumn(
        label,
        type="tertiary",
        alignment="left",
        key=key,
        on_click=_open_page,
        args=(key, page, parameter, list(ids)),
        **options,
    )


def _open_page(key: str, page: str, parameter: str, ids: list[str]) -> None:
    click = st.session_state[key]
    if click is not None and click["row"] < len(ids):
        st.switch_page(routing.target(page), query_params={parameter: ids[click["row"]]})
