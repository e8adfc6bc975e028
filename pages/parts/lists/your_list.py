"""A reader's own list in the sidebar: upload, matches and the use of each part."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.parts.common.text import number_of, plain
from pages.parts.lists import doubts, hidden, uploads
from pages.parts.lists import state as list_state
from pages.parts.lists.state import YourList
from recsys.catalog import Store
from recsys.directors import LikedFilms
from recsys.errors import NothingLiked
from recsys.lists import LikedProfile, MatchedList, Use, apply_lists, liked_profile, summary
from recsys.movies import MAX_SEEDS, MovieFilters

OFF = "off"
USE_LABELS: dict[str, str] = {
    OFF: "not used",
    "exclude": "hide from results",
    "only": "recommend only these",
    "seeds": "use the ones I liked",
}
_UPLOAD_TYPES = ["csv", "zip", "json", "jsonl", "ndjson", "txt", "tsv", "gz"]
_MAX_REFUSED = 3
"""Refused rows that are shown."""
_UPLOAD = "your_list_upload"
_UPLOADS = "your_list_uploads"
_ERRORS = "your_list_errors"
_PROFILE = "your_list_profile"


@dataclass(frozen=True)
class ActiveLists:
    """The parts of the reader's list that are in use, and the films they hid.

    Attributes
    ----------
    by_use : dict of Use to MatchedList
    hidden : tuple of str
        Ids of the hidden films.
    """

    by_use: dict[Use, MatchedList]
    hidden: tuple[str, ...]

    @property
    def has_profile(self) -> bool:
        """Whether recommendations are to use the films the reader liked."""
        return "seeds" in self.by_use

    def narrow(self, filters: MovieFilters) -> MovieFilters:
        """Return the filters narrowed by the lists and the hidden films."""
        return apply_lists(filters, self.by_use, self.hidden)

    def liked(self) -> LikedProfile:
        """Return the best liked films, as many as a query may have; raises NothingLiked."""
        return liked_profile(self.by_use["seeds"], MAX_SEEDS)

    def profile(self) -> LikedFilms:
        """Return all liked films, for a query in place of a director; raises NothingLiked."""
        best = liked_profile(self.by_use["seeds"])
        profile = LikedFilms(best.ids, best.weights, self.by_use["seeds"].ids)
        # Scores are cached by object, so equal profiles of a session must be one object.
        if st.session_state.get(_PROFILE) != profile:
            st.session_state[_PROFILE] = profile
        cached: LikedFilms = st.session_state[_PROFILE]
        return cached


def show_your_list(store: Store) -> ActiveLists:
    """Show the list's controls; return the parts in use and the hidden films."""
    with st.expander("Your list", key="your_list_fold"):
        number = st.session_state.setdefault(_UPLOADS, 0)
        st.file_uploader(
            "Films you have seen, liked or want to see",
            type=_UPLOAD_TYPES,
            accept_multiple_files=True,
            max_upload_size=uploads.MAX_MB,
            key=f"{_UPLOAD}_{number}",
            on_change=_upload,
            help="An export of Letterboxd, IMDb or Trakt (CSV, JSON or zip), any table with titles "
            "or ids, or one title per line. It is kept in this session only and never stored.",
        )
        for error in st.session_state.get(_ERRORS, []):
            st.warning(plain(error))
        your_list = list_state.current(store)
        if your_list is not None:
            _summary(your_list)
        hidden.show_hidden_films(store)
    lists = ActiveLists({} if your_list is None else your_list.by_use(), hidden.ids())
    if effect := _effect(lists):
        st.caption(effect)
    return lists


def no_liked_films(error: NothingLiked) -> None:
    """Explain that the list has no liked films, with a button to stop using it."""
    st.info(plain(str(error)))
    st.button("Stop using the list", key="list-aside", on_click=list_state.set_aside)


def _effect(lists: ActiveLists) -> str:
    """Return the effect of the lists on the results, shown while the list is collapsed."""
    effects: dict[Use, str] = {
        "seeds": "of your films found; using the ones you liked",
        "exclude": "hidden from results",
        "only": "allowed in results",
    }
    counts = [
        f"{len(lists.by_use[use].ids):,} {effect}"
        for use, effect in effects.items()
        if use in lists.by_use
    ]
    if lists.hidden:
        counts.append(f"{number_of(len(lists.hidden), 'film')} hidden by you")
    return "; ".join(counts)


def _summary(your_list: YourList) -> None:
    matched, report = your_list.matched, your_list.read.report()
    st.caption(plain(summary(your_list.read, matched)))
    if report.note:
        st.caption(plain(report.note))
    for row in report.refused[:_MAX_REFUSED]:
        st.caption(f"Not read: {plain(str(row))}")
    for reason in your_list.read.skipped:
        st.caption(f"Not read: {plain(reason)}")
    for part, entries in your_list.read.parts.items():
        key = f"your_list_use_{part}"
        st.session_state[key] = your_list.uses[part] or OFF
        st.selectbox(
            plain(f"{part}, {number_of(len(entries), 'film')}"),
            list(USE_LABELS),
            format_func=USE_LABELS.__getitem__,
            key=key,
            on_change=_set_use,
            args=(your_list, part, key),
        )
    doubtful = len(matched.doubtful)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            f"Confirm {number_of(doubtful, 'doubtful film')}" if doubtful else "Show matches",
            key="list-doubts",
            type="primary" if doubtful else "secondary",
            on_click=doubts.request_dialog,
        ):
            st.rerun()  # the whole page: the dialog opens outside this fragment
        st.button("Remove the list", key="list-forget", on_click=_forget)


def _upload() -> None:
    files = st.session_state[f"{_UPLOAD}_{st.session_state[_UPLOADS]}"] or []
    read, errors = uploads.read_all(files)
    saved = [part for part in read if hidden.is_saved(part.name)]
    list_state.load([part for part in read if not hidden.is_saved(part.name)])
    st.session_state[_ERRORS] = [*hidden.load(saved), *errors]


def _set_use(your_list: YourList, part: str, key: str) -> None:
    use = st.session_state[key]
    your_list.uses[part] = None if use == OFF else use


def _forget() -> None:
    list_state.forget()
    st.session_state.pop(_PROFILE, None)
    st.session_state.pop(_ERRORS, None)
    uploads.forget()
    st.session_state[_UPLOADS] += 1  # a new key empties the uploader
