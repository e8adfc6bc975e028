"""The open catalogue for a page: leased for one run, built from the demo when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

import streamlit as st

from pages.parts import routing
from recsys.errors import DamagedStore, NoStore, RecsysError
from recsys.store import Store, StoreFolder, live
from recsys.store.publish import current_id

_building = Lock()


def ensure_catalogue() -> None:
    """On first start, with no build at all, make one of the demo catalogue and show progress."""
    folder = StoreFolder.at()
    if _is_built(folder):
        return
    with st.status("First start: building the demo catalogue", expanded=True) as status, _building:
        if not _is_built(folder):  # another session may have built it while this one waited
            # Imported here: no later start needs it.
            from recsys.build.pipeline import build_demo

            try:
                build_demo(progress=lambda words: status.update(label=words.capitalize()))
            except RecsysError as error:
                status.update(label="The demo catalogue could not be built", state="error")
                st.error(str(error))
                st.stop()
        status.update(label="The demo catalogue is ready", state="complete", expanded=False)
    st.rerun()


@contextmanager
def leased() -> Iterator[Store]:
    """The live store for one run of a page or fragment; a damaged one is explained, not raised."""
    routing.ensure()
    with ExitStack() as stack:
        try:
            yield stack.enter_context(live().lease())
        except (NoStore, DamagedStore) as error:
            st.error(str(error))
            st.stop()


def demo_notice(store: Store) -> None:
    """Say once a page that this is the demo, and where real data comes from."""
    if store.manifest.is_demo:
        films = store.manifest.tables["movies"]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                f"Demo catalogue: {films:,} films written down by hand, with rounded, approximate "
                "ratings and votes.",
                width="content",
            )
            st.page_link("pages/your_data.py", label="Use real data")


def _is_built(folder: StoreFolder) -> bool:
    try:
        current_id(folder)
    except NoStore:
        return False
    return True
