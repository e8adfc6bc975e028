"""The open catalogue for a page: leased for one run, built from the demo when there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

import streamlit as st

from pages.parts.links import to_page
from pages.parts.text import plain
from recsys.build.fetched import start_is_due, start_with_store
from recsys.errors import DamagedStore, NoStore, RecsysError
from recsys.store import Store, StoreFolder, live
from recsys.store.publish import current_id

_DRAWN_FROM = "drawn_from_build"
_building = Lock()


def ensure_catalogue() -> None:
    """Before a visit: fetch the archive in the settings if that is due, else make the demo.

    Once a store is there, this costs two looks at small files.
    """
    if not _has_catalogue():
        _first_start()


def _has_catalogue() -> bool:
    return not start_is_due() and _is_built(StoreFolder.at())


def _first_start() -> None:
    words = "Fetching the catalogue" if start_is_due() else "Building the demo catalogue"
    with st.status(f"First start: {words.lower()}", expanded=True) as status, _building:
        if not _has_catalogue():  # another session may have seen to it while this one waited
            try:
                _make(lambda step: status.update(label=step[:1].upper() + step[1:]))
            except RecsysError as error:
                status.update(label=f"{words} did not work", state="error")
                st.error(plain(str(error)))
                st.stop()
        status.update(label="The catalogue is ready", state="complete", expanded=False)
    st.rerun()


def _make(progress: Callable[[str], None]) -> None:
    start_with_store(progress=progress)
    if not _is_built(StoreFolder.at()):
        # Imported here: no later start needs it.
        from recsys.build.pipeline import build_demo

        build_demo(progress=progress)


@contextmanager
def leased(fragment: bool = False) -> Iterator[Store]:
    """The live store for one run of a page; a damaged one is explained, not raised.

    A `fragment` leases it for itself: it also runs when its page does not. Where the page was drawn
    from another build, the whole page is drawn anew.
    """
    holder = live()
    try:
        with holder.lease() as store:
            build = store.manifest.build_id
            if not fragment:
                st.session_state[_DRAWN_FROM] = build
                _stand_in_notice(store, holder.damage)
            elif st.session_state.get(_DRAWN_FROM) != build:
                st.rerun()
            yield store
    except (NoStore, DamagedStore) as error:
        if holder.damage is error:  # found by this run: there is an older build to show
            st.rerun()
        st.error(plain(str(error)))
        st.stop()


def _stand_in_notice(store: Store, damage: DamagedStore | None) -> None:
    """Say that an older build is shown, and why."""
    if damage is not None:
        made = datetime.fromisoformat(store.manifest.created)
        st.warning(
            f"The newest build is damaged, so this is the one of {made:%d %B %Y at %H:%M} UTC. "
            + plain(str(damage))
        )


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
            to_page("pages/your_data.py", "Use real data")


def _is_built(folder: StoreFolder) -> bool:
    try:
        current_id(folder)
    except NoStore:
        return False
    except DamagedStore:  # the page says so, or shows an older build
        return True
    return True
