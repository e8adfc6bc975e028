"""What all figures on the pages have in common."""

from __future__ import annotations

import streamlit as st

from recsys import charts

PLOTLY_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}


def ink() -> str:
    """The colour of text in figures, by the reader's theme."""
    return charts.INK[st.context.theme.type or "light"]
