"""Cinegraph's web app: the router of its pages. Start it with `streamlit run app.py`."""

import streamlit as st

from pages.parts import routing
from pages.parts.catalogue import ensure_catalogue

st.set_page_config(page_title="Cinegraph", layout="wide", initial_sidebar_state="auto")

page = routing.navigation()
ensure_catalogue()
page.run()
