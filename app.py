"""Cinegraph's web app: the router of its pages, and the HTTP API beside them under `/api`.

Start it with `streamlit run app.py`: that imports this file for `app`, and runs it as a script for
every visit.
"""

import streamlit as st

if __name__ == "__main__":
    from pages.parts import address, routing, theme
    from pages.parts.catalogue import ensure_catalogue, leased

    st.set_page_config(page_title="Cinegraph", layout="wide", initial_sidebar_state="auto")

    theme.readable_accent()
    page = routing.navigation()
    ensure_catalogue()
    with leased() as store:
        build_id = store.manifest.build_id
    address.check_build(build_id)
    page.run()
    address.copy_link(build_id)
else:
    from streamlit.runtime.pages_manager import PagesManager

    from pages.parts import unsent
    from recsys import api

    # A folder `pages` makes Streamlit take an app for one of its older kind until `st.navigation`
    # is first called. When the first visit after a start is a link to a page, it would run that
    # file alone, or say that there is no such page.
    PagesManager.uses_pages_directory = False
    unsent.with_all_inside()
    app = st.App(__file__, routes=api.routes())
