"""The pages there are, and that every visit goes through app.py."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_MARK = "through_app"


def navigation() -> StreamlitPage:
    """The menu of all pages; returns the one that is asked for. For app.py."""
    st.session_state[_MARK] = True
    return st.navigation(
        [
            st.Page("pages/directors.py", title="Directors", url_path="directors", default=True),
            st.Page("pages/movies.py", title="Movies", url_path="movies"),
            st.Page("pages/discover.py", title="Discover", url_path="discover"),
            st.Page("pages/compare.py", title="Compare", url_path="compare"),
            st.Page("pages/quality.py", title="Quality", url_path="quality"),
            st.Page("pages/your_data.py", title="Your data", url_path="your-data"),
        ],
        position="top",
    )


def ensure() -> None:
    """Called by pages: start again through app.py where Streamlit has run a page by itself.

    It takes a folder `pages` for an app of its older kind until `st.navigation` is first called.
    When the first visit after a start is a link to a page, app.py has not run yet: the page would
    stand there without set-up, in a menu of file names.
    """
    if _MARK not in st.session_state:
        navigation()
        st.rerun()
