"""The address bar's own parameters, put back when a reader returns to a page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.parts.common.text import plain


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


BUILD = "build"
"""The parameter of a copied link that names the build it was made with."""


def check_build(build_id: str) -> None:
    """Say so where the address comes from a link that was made with another build."""
    made_with = st.query_params.get(BUILD)
    if made_with is None or made_with == build_id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            f"This link was made with build {plain(made_with[:40])}; the catalogue is now build "
            f"{plain(build_id)}. Answers may differ from those the link was copied for."
        )
        st.button("Understood", key="build-understood", on_click=_forget_build)


@st.fragment
def copy_link(build_id: str) -> None:
    """The address of the present view, with all that is set and the build, to be copied.

    It is made when it is asked for: what moves on the page need not draw this anew.
    """
    opened = st.popover(
        "Copy link", icon=":material/link:", key="copy-link", on_change="rerun", width="content"
    )
    if not opened.open:
        return
    with opened:
        st.code(link(build_id), language=None, wrap_lines=True)
        st.caption(
            "Opens this view with everything set here. What is not in it: your own list and hidden "
            "films. The build is named, so that the page can say when the catalogue has changed."
        )


def link(build_id: str) -> str:
    """The address of the present view, with the build."""
    page = urlsplit(st.context.url or "")
    settings = {name: st.query_params.get_all(name) for name in st.query_params if name != BUILD}
    query = urlencode(settings | {BUILD: [build_id]}, doseq=True)
    return urlunsplit((page.scheme, page.netloc, page.path or "/", query, ""))


def _forget_build() -> None:
    st.query_params.pop(BUILD, None)
