"""What stands out in this catalogue? The analyst's page."""

from __future__ import annotations

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.explore import sql as explore_sql
from pages.parts.explore import view as explore_view
from recsys.catalog import Store
from recsys.explore import KINDS

SQL = "SQL"
LOOKS = {
    "Films": "films",
    "Pairs": "pairs",
    "People": "people",
    "Directors": "directors",
    SQL: "sql",
}
QUESTIONS = {
    "films": "Which films are there?",
    "pairs": "Who keeps working together?",
    "people": "Who worked with most directors?",
    "directors": "Who keeps their people?",
    "sql": "What else would you ask?",
}


def page(store: Store) -> None:
    """One look at a time, each redrawn by itself."""
    address.keep("catalogue")
    st.title("What stands out in this catalogue?", anchor=False)
    demo_notice(store)
    look = st.segmented_control(
        "Look at",
        list(LOOKS),
        default="Films",
        required=True,
        key="look",
        bind="query-params",
        label_visibility="collapsed",
    )
    kind = LOOKS[look or "Films"]
    st.subheader(QUESTIONS[kind], anchor=False)
    if kind in KINDS:
        explore_view.draw(kind)
    else:
        explore_sql.draw()


with leased() as opened:
    page(opened)
