"""A reader's own list, kept in the session only: its parts and their uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from recsys.catalog import Store
from recsys.lists import MatchedList, Use, UserList, combine, match

_KEY = "your_list"


@dataclass
class YourList:
    """An uploaded list, matched with the live catalogue.

    Attributes
    ----------
    read : UserList
    matched : MatchedList
        The matches of all films.
    build_id : str
        The build that `matched` refers to.
    uses : dict of str to Use or None
        The use of each part.
    chosen : dict
        The reader's decisions on doubtful matches by `Entry.key`: a film id, or None for no film.
    """

    read: UserList
    matched: MatchedList = field(default_factory=lambda: MatchedList(()))
    build_id: str = ""
    uses: dict[str, Use | None] = field(default_factory=dict)
    chosen: dict[tuple[str, int | None], str | None] = field(default_factory=dict)

    def by_use(self) -> dict[Use, MatchedList]:
        """Return the matched films of all parts, by use."""
        lists: dict[Use, MatchedList] = {}
        for use in dict.fromkeys(use for use in self.uses.values() if use):
            parts = [part for part, part_use in self.uses.items() if part_use == use]
            lists[use] = self.matched.of(self.read.entries(*parts))
        return lists


def current(store: Store) -> YourList | None:
    """Return the list of this session, matched with the live build."""
    your_list = stored()
    if your_list is not None and your_list.build_id != store.manifest.build_id:
        with st.spinner("Matching your films with this catalogue"):
            matched = match(store.titles, store.graph, your_list.read.entries())
        your_list.matched = matched.confirmed(your_list.chosen)
        your_list.build_id = store.manifest.build_id
    return your_list


def stored() -> YourList | None:
    """Return the list of this session as it was last matched."""
    your_list: YourList | None = st.session_state.get(_KEY)
    return your_list


def load(read: Sequence[UserList]) -> None:
    """Replace the list by the lists of these files."""
    forget()
    if read:
        your_list = YourList(combine(read))
        your_list.uses = {part: _default_use(your_list.read, part) for part in your_list.read.parts}
        st.session_state[_KEY] = your_list


def decide(your_list: YourList, films: dict[tuple[str, int | None], str | None]) -> None:
    """Apply the reader's decisions on doubtful matches."""
    your_list.chosen |= films
    your_list.matched = your_list.matched.confirmed(your_list.chosen)


def forget() -> None:
    """Remove the list."""
    st.session_state.pop(_KEY, None)


def set_aside() -> None:
    """Stop using the list; for callbacks of buttons."""
    your_list = stored()
    if your_list is not None:
        your_list.uses = dict.fromkeys(your_list.uses)


def _default_use(read: UserList, part: str) -> Use | None:
    """Return the initial use of a part: rated films are seeds, other films are excluded."""
    if part.startswith(("watchlist", "lists/")) and len(read.parts) > 1:
        return None
    if any(entry.rating is not None for entry in read.parts[part]):
        return "seeds"
    return "exclude"
