"""Cinegraph's web app: the router of its pages. Start it with `streamlit run app.py`."""

import streamlit as st

from pages.parts.catalogue import ensure_catalogue

st.set_page_config(page_title="Cinegraph", layout="wide", initial_sidebar_state="auto")

PAGES = [
    st.Page("pages/directors.py", title="Directors", url_path="directors", default=True),
    st.Page("pages/your_data.py", title="Your data", url_path="your-data"),
]

page = st.navigation(PAGES, position="top")
ensure_catalogue()
page.run()
