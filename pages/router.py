"""What every run begins with: the settings of the page, the theme, the menu and the catalogue."""

import streamlit as st

from pages.parts.common import address, routing, theme
from pages.parts.common.catalogue import ensure_catalogue, leased_for_run

st.set_page_config(page_title="Filmkin", layout="wide", initial_sidebar_state="auto")

theme.readable_accent()
page = routing.navigation()
ensure_catalogue()
with leased_for_run() as store:
    build_id = store.manifest.build_id
    address.check_build(build_id)
    page.run()
address.copy_link(build_id)
