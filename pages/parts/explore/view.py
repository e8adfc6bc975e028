"""A table of the catalogue, and beside it the figures that filter it."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import downloads as downloads
from pages.parts.common import routing
from pages.parts.common.catalogue import leased
from pages.parts.explore import figures as explore_figures
from pages.parts.explore import tables as explore_tables
from pages.parts.explore.filters import Filters, chips
from recsys.explore import Found, Kind, View

WHAT: dict[Kind, str] = {
    "films": "All films of the catalogue.",
    "pairs": "A director and somebody who worked on two of their films or more.",
    "people": "Everybody who worked on films of two directors or more.",
    "directors": "Recurring are those who worked on two of a director's films or more.",
}
NONE: dict[Kind, str] = {
    "films": "This catalogue holds no films.",
    "pairs": "Nobody worked on two films of one director here.",
    "people": "Nobody worked with two directors here.",
    "directors": "This catalogue names no directors.",
}
SHOWN = 200


@st.fragment
def draw(kind: Kind) -> None:
    """The table, and beside it the figures that filter it; a selection redraws nothing else."""
    with leased() as store:
        view = store.explore.view(kind)
        if not view.rows:
            st.info(f"{NONE[kind]} A larger catalogue may hold some.")
            st.page_link(routing.YOUR_DATA, label="Use your own data")
            return
        filters = Filters(f"filters-{kind}-{store.manifest.build_id}")
        st.caption(f"{WHAT[kind]} Click bars, or drag across columns, to filter the table.")
        order = st.session_state.get(f"order-{kind}")
        found = view.select(filters.chosen, order, SHOWN)
        chips(kind, view, filters, found)
        answer, beside = st.columns([5, 3], gap="large")
        with answer:
            _table(kind, view, found)
            explore_figures.draw(kind, view, filters, beside)


def _table(kind: Kind, view: View, found: Found) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Order",
            view.orders,
            format_func=str.capitalize,
            key=f"order-{kind}",
            width=240,
            help="Which come first of all that pass; a click on a heading orders those shown.",
        )
        if found.total > SHOWN:
            st.caption(f"The first {SHOWN} of {found.total:,} {kind}", width="content")
    if not found.total:
        st.info(f"No {kind} pass all filters together. Take one of them away.")
        return
    explore_tables.draw(kind, found.frame)
    downloads.table(found.frame, f"filmkin-{kind}", f"the {kind} shown")
