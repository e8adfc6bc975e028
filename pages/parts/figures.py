"""What all figures on the pages have in common: how they are shown, and how they are saved."""

from __future__ import annotations

from functools import partial

import plotly.graph_objects as go
import streamlit as st

from recsys import charts


def theme() -> str:
    """`light` or `dark`, as the reader sees the page."""
    return st.context.theme.type or "light"


def ink() -> str:
    """The colour of text in figures, by the reader's theme."""
    return charts.INK[theme()]


def show(figure: go.Figure, key: str, alt: str) -> None:
    """A figure with its way out: as PNG by its own toolbar, as HTML below.

    `alt` says in words what it shows; `key` also names the files.
    """
    name = f"cinegraph-{key}"
    # What the page's own ground shows through would be transparent in the PNG.
    figure.update_layout(paper_bgcolor=charts.GROUND[theme()])
    st.plotly_chart(
        figure,
        config={
            "displaylogo": False,
            "modeBarButtonsToRemove": ["lasso2d", "select2d"],
            "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name},
        },
        key=key,
        alt=alt,
    )
    st.download_button(
        "Save as HTML",
        partial(charts.as_page, figure, theme()),
        file_name=f"{name}.html",
        mime="text/html",
        on_click="ignore",
        key=f"{key}-html",
        type="tertiary",
        help="The figure with its toolbar, in one file of 5 MB. The camera in the corner of the "
        "figure saves it as PNG.",
    )
