"""The Catalogue page: tables, distributions and SQL for analysts."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.explore import sql as explore_sql
from pages.parts.explore import view as explore_view
from recsys.catalog import Store
from recsys.explore import KINDS

SQL = "SQL"
VIEWS = {
    "Films": "films",
    "Pairs": "pairs",
    "People": "people",
    "Directors": "directors",
    SQL: "sql",
}
HEADINGS = {
    "films": "Which films are there?",
    "pairs": "Who keeps working together?",
    "people": "Who worked with the most directors?",
    "directors": "Which directors keep the same people?",
    "sql": "What else would you like to know?",
}


def page(store: Store) -> None:
    """Show one view at a time; each reruns by itself."""
    address.keep("catalogue")
    st.title("What stands out in this catalogue?", anchor=False)
    demo_notice(store)
    choice = st.segmented_control(
        "View",
        list(VIEWS),
        default="Films",
        required=True,
        key="look",
        bind="query-params",
        label_visibility="collapsed",
    )
    kind = VIEWS[choice or "Films"]
    st.subheader(HEADINGS[kind], anchor=False)
    if kind in KINDS:
        explore_view.show_view(kind)
    else:
        explore_sql.show_sql()


with leased() as opened:
    page(opened)
