"""The pages there are, and the addresses that lead to them."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_OPEN = "open_address"

FILM, PERSON = "pages/film.py", "pages/person.py"
_ADDRESSES = {FILM: ("film", "title"), PERSON: ("person", "name")}
"""Two addresses of one page. A link to the page that is open is drawn as an entry of a menu, so
films and people that lead to others link to the other address."""

_ASKED_ABOUT = {
    "director": "pages/directors.py",
    "person": PERSON,
    "movie": FILM,
}
"""What an address without a page asks about, and the page that answers."""


def navigation() -> StreamlitPage:
    """The menu of all pages; returns the one that is asked for. For app.py."""
    page = st.navigation(
        [
            st.Page("pages/home.py", title="Home", url_path="home", default=True),
            st.Page("pages/directors.py", title="Directors", url_path="directors"),
            st.Page("pages/movies.py", title="Movies", url_path="movies"),
            st.Page("pages/discover.py", title="Discover", url_path="discover"),
            st.Page("pages/compare.py", title="Compare", url_path="compare"),
            st.Page("pages/catalogue.py", title="Catalogue", url_path="catalogue"),
            st.Page("pages/quality.py", title="Quality", url_path="quality"),
            st.Page("pages/your_data.py", title="Your data", url_path="your-data"),
            st.Page("pages/about.py", title="About", url_path="about"),
            *(_hidden(path, url_path) for path, both in _ADDRESSES.items() for url_path in both),
        ],
        position="top",
    )
    st.session_state[_OPEN] = page.url_path
    return page


def beside(path: str) -> str | StreamlitPage:
    """What to link to for a page: itself, or its other address where it is the one that is open."""
    first, second = _ADDRESSES.get(path, ("", ""))
    if not first:
        return path
    return _hidden(path, second if st.session_state.get(_OPEN) == first else first)


def _hidden(path: str, url_path: str) -> StreamlitPage:
    """A page that links lead to and the menu does not name."""
    return st.Page(path, title=url_path.capitalize(), url_path=url_path, visibility="hidden")


def forward() -> None:
    """Called by the page at `/`: an address such as `/?director=...` is one of another page."""
    for name, page in _ASKED_ABOUT.items():
        if name in st.query_params:
            st.switch_page(
                beside(page),
                query_params={key: st.query_params.get_all(key) for key in st.query_params},
            )
