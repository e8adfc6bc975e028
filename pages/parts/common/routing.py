"""The pages of the app and their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

HOME, DIRECTORS, MOVIES, DISCOVER, COMPARE = (
    "home.py", "directors.py", "movies.py", "discover.py", "compare.py",
)  # fmt: skip
CONNECTIONS = "connections.py"
CATALOGUE, QUALITY, YOUR_DATA, ABOUT = "catalogue.py", "quality.py", "your_data.py", "about.py"
FILM, PERSON = "film.py", "person.py"
"""Page files, relative to the router."""

_ADDRESSES = {FILM: ("film", "title"), PERSON: ("person", "name")}
"""Two addresses per page, for links from one film or person to another.

A link to the open page's own address would not enter the browser's history, and it would look like
the current entry of a menu.
"""

_OPEN_ADDRESS = "open_address"

_PAGE_OF_PARAMETER = {"director": DIRECTORS, "person": PERSON, "movie": FILM}


def navigation() -> StreamlitPage:
    """Show the menu; return the page that the address names. For the router."""
    page = st.navigation(
        [
            st.Page(HOME, title="Home", url_path="home", default=True),
            st.Page(DIRECTORS, title="Directors", url_path="directors"),
            st.Page(MOVIES, title="Movies", url_path="movies"),
            st.Page(DISCOVER, title="Discover", url_path="discover"),
            st.Page(COMPARE, title="Compare", url_path="compare"),
            st.Page(CONNECTIONS, title="Connections", url_path="connections"),
            st.Page(CATALOGUE, title="Catalogue", url_path="catalogue"),
            st.Page(QUALITY, title="Quality", url_path="quality"),
            st.Page(YOUR_DATA, title="Your data", url_path="your-data"),
            st.Page(ABOUT, title="About", url_path="about"),
            *(_hidden(file, address) for file, both in _ADDRESSES.items() for address in both),
        ],
        position="top",
    )
    st.session_state[_OPEN_ADDRESS] = page.url_path
    return page


def target(page: str) -> str | StreamlitPage:
    """Return what to link to for a page: of two addresses, the one that is not open."""
    if page not in _ADDRESSES:
        return page
    first, second = _ADDRESSES[page]
    return _hidden(page, second if st.session_state.get(_OPEN_ADDRESS) == first else first)


def _hidden(page: str, address: str) -> StreamlitPage:
    """Return a page that is not in the menu."""
    return st.Page(page, title=page.removesuffix(".py").title(), url_path=address,
                   visibility="hidden")  # fmt: skip


def forward() -> None:
    """Redirect an address without a page, such as `/?director=...`, by its parameter."""
    for name, page in _PAGE_OF_PARAMETER.items():
        if name in st.query_params:
            st.switch_page(
                target(page),
                query_params={key: st.query_params.get_all(key) for key in st.query_params},
            )
