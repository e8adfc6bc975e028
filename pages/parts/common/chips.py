"""Chips: chosen items that a click removes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.common.text import plain


def removable(names: Mapping[str, str], remove: Callable[[str], None], help: str) -> None:
    """Show one chip per id with its name; a click calls `remove` with the id."""
    with st.container(horizontal=True, gap="small"):
        for chosen, name in names.items():
            st.button(
                plain(name),
                key=f"chip-{chosen}",
                icon=":material/close:",
                icon_position="right",
                help=help,
                on_click=remove,
                args=(chosen,),
            )
