"""Filmkin's web app: the pages, and the HTTP API beside them under `/api`.

Start it with `streamlit run app.py` or `filmkin serve`.
"""

import streamlit as st

from recsys import api

app = st.App("pages/router.py", routes=api.routes())
