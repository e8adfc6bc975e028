"""The address bar's own parameters, put back when a reader returns to a page."""

from __future__ import annotations

import streamlit as st


def keep(page: str, *names: str) -> None:
    """Call first on every page, with its parameters that belong to no widget.

    Streamlit's navigation drops them from the address. On returning from another page they come
    back; going back in the browser's history to an address without them stays possible.
    """
    kept = st.session_state.setdefault("kept_parameters", {})
    arriving = st.session_state.get("open_page", page) != page
    st.session_state["open_page"] = page
    if arriving and not any(name in st.query_params for name in names):
        st.query_params.update(kept.get(page, {}))
    kept[page] = {name: st.query_params.get_all(name) for name in names if name in st.query_params}
