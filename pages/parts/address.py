"""The address bar's own parameters, put back when a reader returns to a page."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class AddressList:
    """Ids that stand in the address one after another, each once: `?movie=tt1&movie=tt2`."""

    parameter: str

    def ids(self) -> list[str]:
        """What the address holds."""
        return list(dict.fromkeys(filter(None, st.query_params.get_all(self.parameter))))

    def add(self, *ids: str) -> None:
        """Put ids behind those that are there."""
        self.replace(*self.ids(), *ids)

    def remove(self, *ids: str) -> None:
        """Take ids out."""
        self.replace(*(each for each in self.ids() if each not in ids))

    def replace(self, *ids: str) -> None:
        """Hold these alone."""
        st.query_params[self.parameter] = list(dict.fromkeys(ids))
