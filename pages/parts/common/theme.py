"""The reader's theme, and the one thing that Streamlit's theming does not reach."""

from __future__ import annotations

import streamlit as st


def name() -> str:
    """`light` or `dark`, as the reader sees the page."""
    return st.context.theme.type or "light"


def readable_accent() -> None:
    """Dark letters on what the dark theme fills with its accent: chosen labels, main buttons.

    Streamlit writes them white whatever the accent is, by 2.2:1 on this one; an accent dark enough
    for white letters would be too faint as the colour of text.
    """
    if name() == "dark":
        ink = st.get_option("theme.dark.backgroundColor")
        filled = "[data-tag], [data-testid^='stBaseButton-primary'] p"
        st.html(f"<style>{filled} {{ color: {ink}; }}</style>")
