"""A reader's own list, kept for their session and nowhere else: the parts and what each is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from recsys.catalog import Store
from recsys.errors import UnreadableList
from recsys.lists import Matched, Use, UserList, joined, match, read_list

_KEY = "your_list"


@dataclass
class YourList:
    """What was uploaded, against the live catalogue.

    Attributes
    ----------
    read : UserList
    matched : Matched
        All of its films.
    build_id : str
        The build it was matched with.
    uses : dict of str to Use or None
        What each part is for.
    chosen : dict
        Ids of doubtful films that the reader chose, None for no film; by `Entry.key`.
    """

    read: UserList
    matched: Matched = field(default_factory=lambda: Matched(()))
    build_id: str = ""
    uses: dict[str, Use | None] = field(default_factory=dict)
    chosen: dict[tuple[str, int | None], str | None] = field(default_factory=dict)

    def by_use(self) -> dict[Use, Matched]:
        """The films of all parts that are for each use."""
        lists: dict[Use, Matched] = {}
        for use in dict.fromkeys(use for use in self.uses.values() if use):
            parts = [part for part, of in self.uses.items() if of == use]
            lists[use] = self.matched.of(self.read.entries(*parts))
        return lists


def current(store: Store) -> YourList | None:
    """The list of this session, matched with the live build."""
    held: YourList | None = st.session_state.get(_KEY)
    if held is not None and held.build_id != store.manifest.build_id:
        with st.spinner("Looking for your films in this catalogue"):
            found = match(store.titles, store.graph, held.read.entries())
        held.matched, held.build_id = found.confirmed(held.chosen), store.manifest.build_id
    return held


def take(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Read files, by name and content, in place of what was there; what can't be read is told."""
    forget()
    read, faults = [], []
    for name, content in files:
        try:
            read.append(read_list(content, name))
        except UnreadableList as error:
            faults.append(str(error))
    if read:
        held = YourList(joined(read))
        held.uses = {part: _meant(held.read, part) for part in held.read.parts}
        st.session_state[_KEY] = held
    return faults


def choose(held: YourList, films: dict[tuple[str, int | None], str | None]) -> None:
    """Take the reader's word on doubtful films."""
    held.chosen |= films
    held.matched = held.matched.confirmed(held.chosen)


def forget() -> None:
    """Let the list go."""
    st.session_state.pop(_KEY, None)


def set_aside() -> None:
    """Use no part of it; for callbacks of buttons."""
    held: YourList | None = st.session_state.get(_KEY)
    if held is not None:
        held.uses = dict.fromkeys(held.uses)


def _meant(read: UserList, part: str) -> Use | None:
    """What a part is for until its owner says otherwise: ratings say what they like."""
    if part.startswith(("watchlist", "lists/")) and len(read.parts) > 1:
        return None
    if any(entry.rating is not None for entry in read.parts[part]):
        return "seeds"
    return "exclude"
