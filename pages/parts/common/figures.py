"""How figures are shown and saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.common import theme
from recsys import charts


def ink() -> str:
    """Return the text colour of figures in the reader's theme."""
    return charts.INK[theme.name()]


def show(figure: go.Figure, key: str, alt: str) -> None:
    """Show a figure, saved as PNG by its toolbar and as HTML by a button below.

    `alt` describes the figure in words; `key` also names the files.
    """
    st.plotly_chart(
        with_background(figure),
        config=png(key) | {"modeBarButtonsToRemove": ["lasso2d", "select2d"]},
        key=key,
        alt=alt,
    )
    save(figure, key, "Save as HTML", type="tertiary")


def in_tabs(key: str, tabs: Mapping[str, Callable[[], None]]) -> None:
    """Show tabs by name; only the content of the open tab is rendered.

    Rendering hidden figures would take most of the time after a moved slider.
    """
    for tab, show_content in zip(
        st.tabs(list(tabs), key=key, on_change="rerun"), tabs.values(), strict=True
    ):
        if tab.open:
            with tab:
                show_content()


def with_background(figure: go.Figure) -> go.Figure:
    """Give a figure the page's background; otherwise its PNG would be transparent."""
    return figure.update_layout(paper_bgcolor=charts.GROUND[theme.name()])


def png(key: str) -> dict[str, Any]:
    """Return Plotly settings with which the toolbar saves a figure as PNG."""
    return {
        "displaylogo": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": _file(key)},
    }


def save(figure: go.Figure, key: str, label: str, **style: Any) -> None:
    """Show a button that saves a figure as HTML; `style` goes to the button."""
    st.download_button(
        label,
        partial(charts.as_page, figure, theme.name()),
        file_name=f"{_file(key)}.html",
        mime="text/html",
        on_click="ignore",
        key=f"{key}-html",
        help="One file of 5 MB with the figure and its toolbar. To save a PNG, use the camera in "
        "the corner of the figure.",
        **style,
    )


def _file(key: str) -> str:
    return f"filmkin-{key}"
