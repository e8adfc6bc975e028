"""The two ends of a path: a search box each, or the chosen person or film."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common.catalogue import leased
from pages.parts.common.text import plain

FROM, TO = "from", "to"
"""Query parameters of the ends, which hold ids."""

_LABELS = {FROM: "From", TO: "To"}
_RESULTS_SHOWN = 6


def show_ends(names: dict[str, str]) -> None:
    """Show both ends side by side; `names` holds those chosen, by parameter."""
    for end, column in zip(_LABELS, st.columns(2), strict=True):
        with column:
            if end in names:
                st.caption(_LABELS[end])
                st.button(
                    plain(names[end]),
                    key=f"clear-{end}",
                    icon=":material/close:",
                    icon_position="right",
                    help="Choose another",
                    on_click=clear,
                    args=(end,),
                )
            else:
                _search(end)
    if len(names) == len(_LABELS):
        st.button("Swap", icon=":material/swap_horiz:", on_click=swap, type="tertiary")


@st.fragment
def _search(end: str) -> None:
    """Show a search box with results to choose from; typing reruns this fragment only."""
    query = st.text_input(
        _LABELS[end],
        key=f"find_{end}",
        type="search",
        live=True,
        placeholder="a person or film",
        help="Typos, accents and word order do not matter; a year after a title helps.",
    )
    with st.container(), leased() as store:
        if not query:
            return
        rows = store.search(query, _RESULTS_SHOWN).to_dicts()
        if not rows:
            st.caption("No film or person of that name in this catalogue. Try fewer letters.")
        for row in rows:
            st.button(
                _label(row),
                key=f"choose-{end}-{row['id']}",
                on_click=_choose,
                args=(end, row["id"]),
                width="stretch",
            )


def _choose(end: str, chosen: str) -> None:
    st.query_params[end] = chosen
    st.session_state[f"find_{end}"] = ""
    st.rerun()  # the whole page, not only this fragment


def clear(end: str) -> None:
    """Remove one end from the address."""
    st.query_params.pop(end, None)


def swap() -> None:
    """Exchange both ends."""
    one, two = st.query_params[FROM], st.query_params[TO]
    st.query_params.update({FROM: two, TO: one})


def choose_both(one: str, two: str) -> None:
    """Put both ends into the address; for callbacks of buttons."""
    st.query_params.update({FROM: one, TO: two})


def _label(row: dict[str, Any]) -> str:
    details = " · ".join(filter(None, [row["kind"], row["detail"]]))
    return f"**{plain(row['name'])}**  \n{plain(details)}"
