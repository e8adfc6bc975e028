"""Cinegraph's web app: the router of its pages, and the HTTP API beside them under `/api`.

Start it with `streamlit run app.py`: that imports this file for `app`, and runs it as a script for
every visit.
"""

import streamlit as st

if __name__ == "__main__":
    from pages.parts import routing
    from pages.parts.catalogue import ensure_catalogue

    st.set_page_config(page_title="Cinegraph", layout="wide", initial_sidebar_state="auto")

    page = routing.navigation()
    ensure_catalogue()
    page.run()
else:
    from recsys import api

    app = st.App(__file__, routes=api.routes())
