"""The builds of a store, a button to switch to each, and the progress of a running build."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from pages.parts.common.sources import source_name
from pages.parts.common.text import join_words, number_of, plain
from recsys.errors import RecsysError
from recsys.live import live
from recsys.store import StoreFolder
from recsys.store.builds import FinishedBuild, builds, switch
from recsys.store.publish import current_id
from recsys.store.running import running_build

POLL_SECONDS = 3.0
"""Interval at which the page looks for a running build."""

_ERROR = "switch_error"


@st.fragment(run_every=POLL_SECONDS)
def progress(shown: str) -> None:
    """Show the step of a running build; rerun the page when another build went live.

    `shown` is the id of the build that the page describes.
    """
    store = StoreFolder.at()
    running = running_build(store)
    if running:
        now = datetime.now(UTC)
        st.info(
            f"A build is running: {plain(running.step)}. It started {_ago(running.started, now)}, "
            f"this step {_ago(running.since, now)}. Until it ends, the catalogue below stays live.",
            icon=":material/hourglass_top:",
        )
    # While the live build is damaged, an older one is shown on purpose.
    if live().damage is None and _current(store) != shown:
        st.rerun()


def choice() -> None:
    """Show every build, with a button to switch to each that is not live."""
    store = StoreFolder.at()
    st.markdown(f"The last two builds are kept in `{store.root}`.")
    if error := st.session_state.pop(_ERROR, None):
        st.error(plain(error))
    for build in builds(store):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_description(build))
            if build.is_live:
                st.badge("live", color="primary")
            elif build.manifest is not None:
                st.button(
                    "Switch to this build",
                    key=f"switch-{build.build_id}",
                    on_click=_switch,
                    args=(build.build_id,),
                    help="Switches for everybody who uses this app. You can switch back.",
                )


def _switch(build_id: str) -> None:
    try:
        switch(StoreFolder.at(), build_id)
    except RecsysError as error:
        st.session_state[_ERROR] = str(error)


def _description(build: FinishedBuild) -> str:
    if build.manifest is None:
        return f"`{build.build_id}`  \nCan't be read: {plain(build.damage)}."
    manifest = build.manifest
    created = datetime.fromisoformat(manifest.created)
    films = number_of(manifest.tables["movies"], "film")
    sources = join_words(map(source_name, manifest.source_names))
    return (
        f"**{films}** from {plain(sources)}  \n"
        f"built on {created:%d %B %Y at %H:%M} UTC, `{build.build_id}`"
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
