"""Filmkin's web app: the pages, and the HTTP API beside them under `/api`.

Start it with `streamlit run app.py` or `filmkin serve`.
"""

import streamlit as st
from starlette.middleware import Middleware

from pages.parts.lists.uploads import UploadLimit
from recsys import api

app = st.App("pages/router.py", routes=api.routes(), middleware=[Middleware(UploadLimit)])
