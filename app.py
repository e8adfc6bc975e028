"""Filmkin's web app: the pages, and the HTTP API beside them under `/api`.

Start it with `streamlit run app.py` or `filmkin serve`.
"""

import streamlit as st
from starlette.middleware import Middleware

from pages.parts.lists import uploads
from recsys import api
from recsys.api.uploads import UploadLimit

limit = Middleware(UploadLimit, held=uploads.held_bytes, largest_mb=uploads.MAX_MB)
app = st.App("pages/router.py", routes=api.routes(), middleware=[limit])
