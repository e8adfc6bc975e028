"""The script of every run: page settings, theme, navigation, the open store, then the page."""

import streamlit as st

from pages.parts.common import address, routing, theme
from pages.parts.common.catalogue import ensure_catalogue, leased_for_run
from pages.parts.common.share import within_share
from pages.parts.lists import doubts

st.set_page_config(page_title="Filmkin", layout="wide", initial_sidebar_state="auto")

theme.readable_accent()
page = routing.navigation()
ensure_catalogue()
with within_share(), leased_for_run() as store:
    build_id = store.manifest.build_id
    address.check_build(build_id)
    page.run()
    doubts.show_dialog_if_requested()
address.copy_link(build_id)
