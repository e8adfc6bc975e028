"""The open catalogue for a page: leased for one run, built from the demo when there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from threading import Lock

import streamlit as st

from pages.parts.common import routing
from pages.parts.common.links import to_page
from pages.parts.common.text import plain
from recsys.archive.fetched import start_is_due, start_with_store
from recsys.catalog import Store
from recsys.errors import DamagedStore, NoStore, RecsysError
from recsys.live import live
from recsys.store import StoreFolder
from recsys.store.publish import current_id

_DRAWN_FROM = "drawn_from_build"
_building = Lock()
_of_this_run: ContextVar[Store | None] = ContextVar("store_of_this_run", default=None)


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
        from recsys.ingest.pipeline import build_demo

        build_demo(progress=progress)


@contextmanager
def leased_for_run() -> Iterator[Store]:
    """The live store for a run of the whole page, where `leased` finds it."""
    with _explained() as store:
        st.session_state[_DRAWN_FROM] = store.manifest.build_id
        _stand_in_notice(store, live().damage)
        token = _of_this_run.set(store)
        try:
            yield store
        finally:
            _of_this_run.reset(token)


@contextmanager
def leased() -> Iterator[Store]:
    """The store of this run. A fragment that runs alone leases the live one.

    If another build went live since the page was drawn, the whole page is drawn again.
    """
    store = _of_this_run.get()
    if store is not None:
        yield store
        return
    with _explained() as store:
        if st.session_state.get(_DRAWN_FROM) != store.manifest.build_id:
            st.rerun()
        yield store


@contextmanager
def _explained() -> Iterator[Store]:
    """The live store. If it is missing or damaged, the page says so and the run ends."""
    holder = live()
    try:
        with holder.lease() as store:
            yield store
    except (NoStore, DamagedStore) as error:
        if holder.damage is error:  # found by this run, and an older build can be shown
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
            to_page(routing.YOUR_DATA, "Use real data")


def _is_built(folder: StoreFolder) -> bool:
    try:
        current_id(folder)
    except NoStore:
        return False
    except DamagedStore:  # the page says so, or shows an older build
        return True
    return True
