"""Query parameters that belong to no widget, and links to the current view."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.parts.common.text import plain


def keep(page: str, *names: str) -> None:
    """Restore these query parameters when a reader returns to a page; call it first on the page.

    Streamlit's navigation drops parameters that belong to no widget. Going back in the browser's
    history to an address without them stays possible.
    """
    saved = st.session_state.setdefault("kept_parameters", {})
    arriving = st.session_state.get("open_page", page) != page
    st.session_state["open_page"] = page
    if arriving and not any(name in st.query_params for name in names):
        st.query_params.update(saved.get(page, {}))
    saved[page] = {name: st.query_params.get_all(name) for name in names if name in st.query_params}


@dataclass(frozen=True)
class AddressList:
    """A list of distinct ids in the address: `?movie=tt1&movie=tt2`."""

    parameter: str

    def ids(self) -> list[str]:
        """Return the ids in the address, in order."""
        return list(dict.fromkeys(filter(None, st.query_params.get_all(self.parameter))))

    def add(self, *ids: str) -> None:
        """Append ids."""
        self.replace(*self.ids(), *ids)

    def remove(self, *ids: str) -> None:
        """Remove ids."""
        self.replace(*(current for current in self.ids() if current not in ids))

    def replace(self, *ids: str) -> None:
        """Replace all ids by these."""
        st.query_params[self.parameter] = list(dict.fromkeys(ids))


BUILD = "build"
"""Parameter of a copied link: the build it was made with."""


def check_build(build_id: str) -> None:
    """Show a notice if the address comes from a link made with another build."""
    made_with = st.query_params.get(BUILD)
    if made_with is None or made_with == build_id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            f"This link was made with build {plain(made_with[:40])}. The current build is "
            f"{plain(build_id)}, so results may differ."
        )
        st.button("OK", key="build-understood", on_click=_forget_build)


@st.fragment
def copy_link(build_id: str) -> None:
    """Show a popover with a link to the current view.

    The link is made when the popover opens, so changes on the page need not rerun this fragment.
    """
    popover = st.popover(
        "Copy link", icon=":material/link:", key="copy-link", on_change="rerun", width="content"
    )
    if not popover.open:
        return
    with popover:
        st.code(link(build_id), language=None, wrap_lines=True)
        st.caption(
            "Opens this view with all current settings, except your own list and hidden films. "
            "The link names the build, so the page can say if the catalogue has changed."
        )


def link(build_id: str) -> str:
    """Return the address of the current view, including the build."""
    page = urlsplit(st.context.url or "")
    settings = {name: st.query_params.get_all(name) for name in st.query_params if name != BUILD}
    query = urlencode(settings | {BUILD: [build_id]}, doseq=True)
    return urlunsplit((page.scheme, page.netloc, page.path or "/", query, ""))


def _forget_build() -> None:
    st.query_params.pop(BUILD, None)
