"""The filters of a table: their state, and chips and lists to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.parts.common.chips import removable
from recsys.explore import Dimension, Kind, Selection, View


@dataclass(frozen=True)
class Filters:
    """The chosen bins of one view, kept for the session.

    Figures, lists and chips change them; figures and lists show them.
    """

    key: str

    @property
    def chosen(self) -> dict[str, list[int]]:
        """The chosen bins by dimension."""
        chosen: dict[str, list[int]] = st.session_state.setdefault(self.key, {})
        return chosen

    def figure_key(self, name: str) -> str:
        """Return the widget key of a figure.

        It changes with each choice in the figure, which clears the figure's own selection. Other
        figures keep their keys and are not rendered again.
        """
        return f"{self.key}-{name}-{st.session_state.get(self.choices_key(name), 0)}"

    def list_key(self, name: str) -> str:
        """Return the widget key of a list."""
        return f"{self.key}-{name}-list"

    def choose(self, name: str, bins: Sequence[int]) -> None:
        """Choose exactly these bins of a dimension; none removes the filter."""
        if bins:
            self.chosen[name] = list(bins)
        else:
            self.chosen.pop(name, None)
        choices = self.choices_key(name)
        st.session_state[choices] = st.session_state.get(choices, 0) + 1

    def clear(self) -> None:
        """Remove all filters."""
        for name in list(self.chosen):
            self.choose(name, [])

    def choices_key(self, name: str) -> str:
        """Return the session key of the number of choices in a dimension."""
        return f"{self.key}-{name}-choices"


def chips(kind: Kind, view: View, filters: Filters, found: Selection) -> None:
    """Show how many rows pass and the filters as chips; a click removes a filter."""
    chosen = {
        name: f"{view.dimensions[name].title}: {view.dimensions[name].describe(bins)}"
        for name, bins in filters.chosen.items()
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{found.total:,}** of {view.rows:,} {kind}", width="content")
        if chosen:
            removable(chosen, lambda name: filters.choose(name, []), "Remove this filter")
        st.button("Clear all filters", key="clear", disabled=not chosen, on_click=filters.clear)


def show_lists(view: View, filters: Filters) -> None:
    """Show the filters as lists: for keyboards, and for dimensions without a figure."""
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
                on_change=_select_in_list,
                args=(filters, name, key),
            )


def _option(dimension: Dimension, index: int) -> str:
    return f"{dimension.describe([index])} ({dimension.counts[index]:,})"


def _select_in_list(filters: Filters, name: str, key: str) -> None:
    filters.choose(name, st.session_state[key])
