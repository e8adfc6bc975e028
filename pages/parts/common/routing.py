"""The pages of the app and their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

HOME, DIRECTORS, MOVIES, DISCOVER, COMPARE = (
    "home.py", "directors.py", "movies.py", "discover.py", "compare.py",
)  # fmt: skip
CATALOGUE, QUALITY, YOUR_DATA, ABOUT = "catalogue.py", "quality.py", "your_data.py", "about.py"
FILM, PERSON = "film.py", "person.py"
"""Files of the pages, beside the router."""

_PAGE_OF_PARAMETER = {"director": DIRECTORS, "person": PERSON, "movie": FILM}


def navigation() -> StreamlitPage:
    """Draw the menu of all pages; returns the page that the address names. For the router."""
    return st.navigation(
        [
            st.Page(HOME, title="Home", url_path="home", default=True),
            st.Page(DIRECTORS, title="Directors", url_path="directors"),
            st.Page(MOVIES, title="Movies", url_path="movies"),
            st.Page(DISCOVER, title="Discover", url_path="discover"),
            st.Page(COMPARE, title="Compare", url_path="compare"),
            st.Page(CATALOGUE, title="Catalogue", url_path="catalogue"),
            st.Page(QUALITY, title="Quality", url_path="quality"),
            st.Page(YOUR_DATA, title="Your data", url_path="your-data"),
            st.Page(ABOUT, title="About", url_path="about"),
            st.Page(FILM, title="Film", url_path="film", visibility="hidden"),
            st.Page(PERSON, title="Person", url_path="person", visibility="hidden"),
        ],
        position="top",
    )


def forward() -> None:
    """Send an address without a page, such as `/?director=...`, to the page that answers it."""
    for name, page in _PAGE_OF_PARAMETER.items():
        if name in st.query_params:
            st.switch_page(
                page, query_params={key: st.query_params.get_all(key) for key in st.query_params}
            )
