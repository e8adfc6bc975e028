"""The filters of the Connections page, each bound to a query parameter."""

from __future__ import annotations

from typing import Any, TypedDict

import streamlit as st

from pages.parts.common.text import role_words
from recsys.catalog import Store
from recsys.util.numbers import short_votes, votes_steps
from recsys.vocabulary.roles import ROLES


class Filters(TypedDict):
    """Arguments of `Connections.paths`."""

    roles: tuple[str, ...] | None
    min_year: int | None
    max_year: int | None
    min_votes: int
    anthologies: bool


def show_filters(store: Store) -> Filters:
    """Show the filters with ranges from the catalogue; return the arguments of `paths`."""
    ranges = store.manifest.ranges
    roles = st.multiselect(
        "Count only these roles",
        ROLES,
        format_func=lambda role: role_words([role]),
        key="link_roles",
        bind="query-params",
        placeholder="any role",
        help="Only credits in these roles link.",
    )
    years = _years(ranges["min_year"], ranges["max_year"])
    votes = st.select_slider(
        "Minimum votes of the films",
        votes_steps(ranges["max_votes"] or 0),
        format_func=short_votes,
        key="link_votes",
        bind="query-params",
        help="0 = no minimum. Does not apply to the two ends.",
    )
    anthologies = st.toggle(
        "Anthologies link, too",
        key="anthologies",
        bind="query-params",
        help="Films of four directors or more, whose people need never have met",
    )
    st.button("Reset", on_click=reset, args=(ranges,), width="stretch")
    return {
        "roles": tuple(roles) or None,
        "min_year": years[0] if years else None,
        "max_year": years[1] if years else None,
        "min_votes": votes,
        "anthologies": anthologies,
    }


def reset(ranges: dict[str, Any]) -> None:
    """Reset every filter, whatever the address says."""
    st.session_state.update({"link_roles": [], "link_votes": 0, "anthologies": False})
    if ranges["min_year"] is not None and ranges["min_year"] != ranges["max_year"]:
        st.session_state["link_years"] = (ranges["min_year"], ranges["max_year"])


def _years(first: int | None, last: int | None) -> tuple[int, int] | None:
    """Show the range of years; return None if it includes all years."""
    if first is None or last is None or first == last:
        return None
    years = st.slider(
        "Years of the films",
        first,
        last,
        (first, last),
        key="link_years",
        bind="query-params",
        help="Does not apply to the two ends.",
    )
    return None if years == (first, last) else years
