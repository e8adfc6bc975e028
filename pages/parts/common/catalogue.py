"""The open store of a page run; on first start it is fetched or built from the demo."""

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
from recsys.store.publish import has_build

_RENDERED_BUILD = "rendered_build"
_build_lock = Lock()
_store_of_run: ContextVar[Store | None] = ContextVar("store_store_of_run", default=None)


def ensure_catalogue() -> None:
    """Make sure there is a store: fetch the configured archive if due, else build the demo.

    If a store exists, this only reads two small files.
    """
    if not _has_catalogue():
        _first_start()


def _has_catalogue() -> bool:
    return not start_is_due() and has_build(StoreFolder.at())


def _first_start() -> None:
    words = "Fetching the catalogue" if start_is_due() else "Building the demo catalogue"
    with st.status(f"First start: {words.lower()}", expanded=True) as status, _build_lock:
        if not _has_catalogue():  # another session may have built it while this one waited
            try:
                _create_store(lambda step: status.update(label=step[:1].upper() + step[1:]))
            except RecsysError as error:
                status.update(label=f"{words} failed", state="error")
                st.error(plain(str(error)))
                st.stop()
        status.update(label="The catalogue is ready", state="complete", expanded=False)
    st.rerun()


def _create_store(progress: Callable[[str], None]) -> None:
    start_with_store(progress=progress)
    if not has_build(StoreFolder.at()):
        # A late import: only the first start needs it.
        from recsys.ingest.pipeline import build_demo

        build_demo(progress=progress)


@contextmanager
def leased_for_run() -> Iterator[Store]:
    """Lease the live store for a run of the whole page; `leased` returns it."""
    with _live_store() as store:
        st.session_state[_RENDERED_BUILD] = store.manifest.build_id
        _older_build_notice(store, live().damage)
        token = _store_of_run.set(store)
        try:
            yield store
        finally:
            _store_of_run.reset(token)


@contextmanager
def leased() -> Iterator[Store]:
    """Return the store of this run. A fragment that runs alone leases the live store.

    If another build went live since the page was rendered, the whole page reruns.
    """
    store = _store_of_run.get()
    if store is not None:
        try:
            yield store
        except DamagedStore:
            # A fragment swallows its exceptions, so the lease of the run would never see this one.
            with _live_store():
                raise
        return
    with _live_store() as store:
        if st.session_state.get(_RENDERED_BUILD) != store.manifest.build_id:
            st.rerun()
        yield store


@contextmanager
def _live_store() -> Iterator[Store]:
    """Lease the live store. If it is missing or damaged, show why and stop the run."""
    holder = live()
    try:
        with holder.lease() as store:
            yield store
    except (NoStore, DamagedStore) as error:
        if holder.damage is error:  # this run found the damage; an older build can replace it
            st.rerun()
        st.error(plain(str(error)))
        st.stop()


def _older_build_notice(store: Store, damage: DamagedStore | None) -> None:
    """Say that an older build is shown, and why."""
    if damage is not None:
        built = datetime.fromisoformat(store.manifest.created)
        st.warning(
            f"The newest build is damaged. This one was built on {built:%d %B %Y at %H:%M} UTC. "
            + plain(str(damage))
        )


def demo_notice(store: Store) -> None:
    """Say that this is the demo, and link to instructions for real data."""
    if store.manifest.is_demo:
        films = store.manifest.tables["movies"]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                f"Demo catalogue: {films:,} films entered by hand, with rounded, approximate "
                "ratings and votes.",
                width="content",
            )
            to_page(routing.YOUR_DATA, "Use real data")
