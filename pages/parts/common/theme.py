"""The reader's theme, and one colour that Streamlit's theming can't set."""

from __future__ import annotations

import streamlit as st


def name() -> str:
    """Return `light` or `dark`, as the reader sees the page."""
    return st.context.theme.type or "light"


def readable_accent() -> None:
    """Set dark text on tags and primary buttons in the dark theme.

    Streamlit always uses white text there, a contrast of 2.2:1 on this accent. An accent dark
    enough for white text would be too faint as a text colour.
    """
    if name() == "dark":
        ink = st.get_option("theme.dark.backgroundColor")
        filled = "[data-tag], [data-testid^='stBaseButton-primary'] p"
        st.html(f"<style>{filled} {{ color: {ink}; }}</style>")
