"""What all figures on the pages have in common: how they are shown, and how they are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.common import theme
from recsys import charts


def ink() -> str:
    """The colour of text in figures, by the reader's theme."""
    return charts.INK[theme.name()]


def show(figure: go.Figure, key: str, alt: str) -> None:
    """A figure with its way out: as PNG by its own toolbar, as HTML below.

    `alt` says in words what it shows; `key` also names the files.
    """
    st.plotly_chart(
        on_ground(figure),
        config=png(key) | {"modeBarButtonsToRemove": ["lasso2d", "select2d"]},
        key=key,
        alt=alt,
    )
    save(figure, key, "Save as HTML", type="tertiary")


def in_tabs(key: str, tabs: Mapping[str, Callable[[], None]]) -> None:
    """Tabs by their names; what is in one is drawn while it is open, and opening it draws no more.

    Figures that nobody sees would take most of the time of a moved slider. Call it last on a page.
    """
    for tab, draw in zip(
        st.tabs(list(tabs), key=key, on_change="rerun"), tabs.values(), strict=True
    ):
        if tab.open:
            with tab:
                draw()


def on_ground(figure: go.Figure) -> go.Figure:
    """On the page's own ground: what shows through on the page would be transparent in a PNG."""
    return figure.update_layout(paper_bgcolor=charts.GROUND[theme.name()])


def png(key: str) -> dict[str, Any]:
    """Settings of a figure whose toolbar saves it as PNG."""
    return {
        "displaylogo": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": _file(key)},
    }


def save(figure: go.Figure, key: str, label: str, **looks: Any) -> None:
    """A button that saves a figure as HTML; `looks` are those of the button."""
    st.download_button(
        label,
        partial(charts.as_page, figure, theme.name()),
        file_name=f"{_file(key)}.html",
        mime="text/html",
        on_click="ignore",
        key=f"{key}-html",
        help="The figure with its toolbar, in one file of 5 MB. The camera in the corner of the "
        "figure saves it as PNG.",
        **looks,
    )


def _file(key: str) -> str:
    return f"filmkin-{key}"
