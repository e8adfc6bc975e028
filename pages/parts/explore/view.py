"""A table of the catalogue with the figures that filter it."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import downloads, routing
from pages.parts.common.catalogue import leased
from pages.parts.explore import figures as explore_figures
from pages.parts.explore import tables as explore_tables
from pages.parts.explore.filters import Filters, chips
from recsys.explore import Kind, Selection, View

DESCRIPTIONS: dict[Kind, str] = {
    "films": "All films of the catalogue.",
    "pairs": "Directors with everyone who worked on at least two of their films.",
    "people": "Everyone who worked with at least two directors.",
    "directors": "Recurring people worked on at least two of a director's films.",
}
EMPTY: dict[Kind, str] = {
    "films": "This catalogue has no films.",
    "pairs": "Nobody in this catalogue worked on two films of one director.",
    "people": "Nobody in this catalogue worked with two directors.",
    "directors": "This catalogue has no directors.",
}
ROWS_SHOWN = 200


@st.fragment
def show_view(kind: Kind) -> None:
    """Show the table and the figures; a selection reruns this fragment only."""
    with leased() as store:
        view = store.explore.view(kind)
        if not view.rows:
            st.info(f"{EMPTY[kind]} A larger catalogue may have some.")
            st.page_link(routing.YOUR_DATA, label="Use your own data")
            return
        filters = Filters(f"filters-{kind}-{store.manifest.build_id}")
        st.caption(f"{DESCRIPTIONS[kind]} Click bars or drag across columns to filter the table.")
        order = st.session_state.get(f"order-{kind}")
        found = view.select(filters.chosen, order, ROWS_SHOWN)
        chips(kind, view, filters, found)
        main, beside = st.columns([5, 3], gap="large")
        with main:
            _table(kind, view, found)
            explore_figures.show_distributions(kind, view, filters, beside)


def _table(kind: Kind, view: View, found: Selection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Sort by",
            view.orders,
            format_func=str.capitalize,
            key=f"order-{kind}",
            width=240,
            help="Sorts all rows that pass the filters. A click on a column header sorts only the "
            "rows shown.",
        )
        if found.total > ROWS_SHOWN:
            st.caption(f"The first {ROWS_SHOWN} of {found.total:,} {kind}", width="content")
    if not found.total:
        st.info(f"No {kind} pass all filters. Remove one of them.")
        return
    explore_tables.show_table(kind, found.frame)
    downloads.table(found.frame, f"filmkin-{kind}", f"the {kind} shown")
