"""What a reader has filtered a table by: kept, shown as chips, and chosen from lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.parts.common.chips import removable
from recsys.explore import Dimension, Found, Kind, View


@dataclass(frozen=True)
class Filters:
    """The bins that are chosen in one view, for as long as the browser's tab is open.

    Figures, lists and chips all change these; figures and lists are drawn from them.
    """

    key: str

    @property
    def chosen(self) -> dict[str, list[int]]:
        """Bins by dimension."""
        chosen: dict[str, list[int]] = st.session_state.setdefault(self.key, {})
        return chosen

    def figure_key(self, name: str) -> str:
        """The key of a figure: another one after each choice in it, so that it forgets this one.

        The other figures keep theirs, and so are not drawn again.
        """
        return f"{self.key}-{name}-{st.session_state.get(self.choices_key(name), 0)}"

    def list_key(self, name: str) -> str:
        """The key of a list."""
        return f"{self.key}-{name}-list"

    def choose(self, name: str, bins: Sequence[int]) -> None:
        """Choose these bins and no other of a dimension; none takes the filter away."""
        if bins:
            self.chosen[name] = list(bins)
        else:
            self.chosen.pop(name, None)
        choices = self.choices_key(name)
        st.session_state[choices] = st.session_state.get(choices, 0) + 1

    def clear(self) -> None:
        """Take all filters away."""
        for name in list(self.chosen):
            self.choose(name, [])

    def choices_key(self, name: str) -> str:
        """The key under which the choices in a dimension are counted."""
        return f"{self.key}-{name}-choices"


def chips(kind: Kind, view: View, filters: Filters, found: Found) -> None:
    """How many rows pass, and what they are filtered by; a click takes a filter away."""
    chosen = {
        name: f"{view.dimensions[name].title}: {view.dimensions[name].words(bins)}"
        for name, bins in filters.chosen.items()
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{found.total:,}** of {view.rows:,} {kind}", width="content")
        if chosen:
            removable(chosen, lambda name: filters.choose(name, []), "Take this filter away")
        st.button("Clear all filters", key="clear", disabled=not chosen, on_click=filters.clear)


def lists(view: View, filters: Filters) -> None:
    """The same filters without a pointer, and for what the figures do not draw."""
    with st.expander("Filters as lists"):
        for name, dimension in view.dimensions.items():
            key = filters.list_key(name)
            st.session_state[key] = filters.chosen.get(name, [])
            st.multiselect(
                dimension.title.capitalize(),
                range(len(dimension.ticks)),
                format_func=partial(_option, dimension),
                key=key,
                placeholder="any",
                on_change=_from_list,
                args=(filters, name, key),
            )


def _option(dimension: Dimension, place: int) -> str:
    return f"{dimension.words([place])} ({dimension.counts[place]:,})"


def _from_list(filters: Filters, name: str, key: str) -> None:
    filters.choose(name, st.session_state[key])
