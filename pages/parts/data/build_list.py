"""The builds of the store with a switch between them, and the progress of one that is running."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages.parts.common.sources import source_name
from pages.parts.common.text import listed, number_of, plain
from recsys.errors import RecsysError
from recsys.live import live
from recsys.store import StoreFolder
from recsys.store.builds import FinishedBuild, builds, switch
from recsys.store.publish import current_id
from recsys.store.running import running_build

LOOK_EVERY = 3.0
"""Seconds between looks at a build that may be running."""

_FAULT = "switch_fault"


@st.fragment(run_every=LOOK_EVERY)
def progress(shown: str) -> None:
    """What a running build does; when another build went live, the page is drawn anew.

    `shown` is the id of the build that the page describes.
    """
    store = StoreFolder.at()
    running = running_build(store)
    if running:
        now = datetime.now(UTC)
        st.info(
            f"A build is running: {plain(running.step)}. It began {_ago(running.started, now)}, "
            f"this step {_ago(running.since, now)}. The catalogue below stays open until it ends.",
            icon=":material/hourglass_top:",
        )
    # While the live build is damaged, another one stands in for it and is meant to be shown.
    if live().damage is None and _current(store) != shown:
        st.rerun()


def choice() -> None:
    """Every build with what it holds; one that is not live can be made so."""
    store = StoreFolder.at()
    st.markdown(f"They are kept in `{store.root}`, the last two of them.")
    if fault := st.session_state.pop(_FAULT, None):
        st.error(plain(fault))
    for build in builds(store):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_words(build))
            if build.is_live:
                st.badge("live", color="primary")
            elif build.manifest is not None:
                st.button(
                    "Switch to this build",
                    key=f"switch-{build.build_id}",
                    on_click=_switch,
                    args=(build.build_id,),
                    help="For everybody who uses this app; you can switch back.",
                )


def _switch(build_id: str) -> None:
    try:
        switch(StoreFolder.at(), build_id)
    except RecsysError as error:
        st.session_state[_FAULT] = str(error)


def _words(build: FinishedBuild) -> str:
    if build.manifest is None:
        return f"`{build.build_id}`  \nIt can't be read: {plain(build.damage)}."
    manifest = build.manifest
    made = datetime.fromisoformat(manifest.created)
    films = number_of(manifest.tables["movies"], "film")
    sources = listed(map(source_name, manifest.source_names))
    return (
        f"**{films}** from {plain(sources)}  \n"
        f"built on {made:%d %B %Y at %H:%M} UTC, `{build.build_id}`"
    )


def _current(store: StoreFolder) -> str:
    try:
        return current_id(store)
    except RecsysError:
        return ""


def _ago(moment: datetime, now: datetime) -> str:
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return f"{number_of(seconds, 'second')} ago"
    return f"{number_of(seconds // 60, 'minute')} ago"
