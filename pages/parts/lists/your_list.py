"""A reader's own list in the sidebar: upload, what was matched, what it is used for."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.parts.common.text import number_of, plain
from pages.parts.lists import doubts as list_doubts
from pages.parts.lists import hidden
from pages.parts.lists import state as list_state
from pages.parts.lists.state import YourList
from recsys.catalog import Store
from recsys.directors import LikedFilms
from recsys.errors import NothingLiked
from recsys.lists import Liked, Matched, Use, liked, narrowed
from recsys.movies import MAX_SEEDS, MovieFilters

OFF = "off"
USE_WORDS: dict[str, str] = {
    OFF: "not used",
    "exclude": "leave these out",
    "only": "recommend only these",
    "seeds": "go by those I liked",
}
_UPLOAD_MB = 20
_UPLOAD = "your_list_upload"
_UPLOADS = "your_list_uploads"
_FAULTS = "your_list_faults"
_TASTE = "your_list_taste"


@dataclass(frozen=True)
class Lists:
    """What the reader's list and the films they hid ask for.

    Attributes
    ----------
    by_use : dict of Use to Matched
    hidden : tuple of str
        Ids.
    """

    by_use: dict[Use, Matched]
    hidden: tuple[str, ...]

    @property
    def has_taste(self) -> bool:
        """Whether films that the reader liked are to be gone by."""
        return "seeds" in self.by_use

    def narrow(self, filters: MovieFilters) -> MovieFilters:
        """Filters that also do what the lists ask for."""
        return narrowed(filters, self.by_use, self.hidden)

    def liked(self) -> Liked:
        """The best liked films, as many as can be asked about; raises NothingLiked."""
        return liked(self.by_use["seeds"], MAX_SEEDS)

    def taste(self) -> LikedFilms:
        """All liked films, to be asked about in place of a director; raises NothingLiked."""
        best = liked(self.by_use["seeds"])
        taste = LikedFilms(best.ids, best.weights, self.by_use["seeds"].ids)
        # The same object as long as it is the same taste: what was found for it goes with it.
        if st.session_state.get(_TASTE) != taste:
            st.session_state[_TASTE] = taste
        kept: LikedFilms = st.session_state[_TASTE]
        return kept


def draw(store: Store) -> Lists:
    """Draw the fold; returns what is asked for."""
    with st.expander("Your list", key="your_list_fold"):
        number = st.session_state.setdefault(_UPLOADS, 0)
        st.file_uploader(
            "Films you have seen, liked or want to see",
            type=["csv", "zip", "txt", "tsv"],
            accept_multiple_files=True,
            max_upload_size=_UPLOAD_MB,
            key=f"{_UPLOAD}_{number}",
            on_change=_uploaded,
            help="Letterboxd's or IMDb's export (a table or the zip), any CSV with titles or IMDb "
            "ids, or titles one a line. It stays in this session: nothing of it is stored.",
        )
        for fault in st.session_state.get(_FAULTS, []):
            st.warning(plain(fault))
        held = list_state.current(store)
        if held is not None:
            _summary(held)
        hidden.draw(store)
    lists = Lists({} if held is None else held.by_use(), hidden.ids())
    if in_use := _in_use(lists):
        st.caption(in_use)
    return lists


def no_taste(error: NothingLiked) -> None:
    """The list says nothing of what its owner likes."""
    st.info(plain(str(error)))
    st.button("Leave the list aside", key="list-aside", on_click=list_state.set_aside)


def _in_use(lists: Lists) -> str:
    """What lists do to the results, for who has folded them away."""
    words = {"exclude": "left out", "only": "may appear", "seeds": "known, the liked gone by"}
    parts = [f"{len(matched.ids):,} {words[use]}" for use, matched in lists.by_use.items()]
    if lists.hidden:
        parts.append(f"{len(lists.hidden):,} hidden")
    return f"Of your list: {', '.join(parts)}" if parts else ""


def _summary(held: YourList) -> None:
    matched = held.matched
    st.caption(
        f"{number_of(len(matched.matches), 'film')}: {len(matched.sure):,} matched, "
        f"{len(matched.doubtful):,} doubtful, {len(matched.unmatched):,} not found here"
    )
    for reason in held.read.left_aside:
        st.caption(f"Not read: {plain(reason)}")
    for part, entries in held.read.parts.items():
        key = f"your_list_use_{part}"
        st.session_state[key] = held.uses[part] or OFF
        st.selectbox(
            plain(f"{part}, {number_of(len(entries), 'film')}"),
            list(USE_WORDS),
            format_func=USE_WORDS.__getitem__,
            key=key,
            on_change=_use,
            args=(held, part, key),
        )
    doubtful = len(matched.doubtful)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            f"Confirm {number_of(doubtful, 'doubtful film')}" if doubtful else "What was matched",
            key="list-doubts",
            type="primary" if doubtful else "secondary",
        ):
            list_doubts.ask(held)
        st.button("Forget the list", key="list-forget", on_click=_forget)


def _uploaded() -> None:
    files = st.session_state[f"{_UPLOAD}_{st.session_state[_UPLOADS]}"] or []
    given = [(file.name, file.getvalue()) for file in files]
    saved = [(name, content) for name, content in given if hidden.is_saved(name)]
    others = [(name, content) for name, content in given if not hidden.is_saved(name)]
    st.session_state[_FAULTS] = [*hidden.take(saved), *list_state.take(others)]


def _use(held: YourList, part: str, key: str) -> None:
    use = st.session_state[key]
    held.uses[part] = None if use == OFF else use


def _forget() -> None:
    list_state.forget()
    st.session_state.pop(_TASTE, None)
    st.session_state.pop(_FAULTS, None)
    st.session_state[_UPLOADS] += 1  # an uploader of a new key is empty
