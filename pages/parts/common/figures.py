"""How figures are shown and saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.parts.common import downloads, theme
from pages.parts.common.catalogue import leased
from pages.parts.common.sources import source_name
from recsys import charts


def ink() -> str:
    """Return the text colour of figures in the reader's theme."""
    return charts.INK[theme.name()]


def show(
    figure: go.Figure,
    key: str,
    alt: str,
    title: str = "",
    on_click: Callable[[list[str]], None] | None = None,
) -> None:
    """Show a figure, saved as PNG by its toolbar and as HTML by a button below.

    Parameters
    ----------
    key : str
        Names the files, too.
    alt : str
        The figure in words.
    title : str
        Written into the figure with the source, so that saved pictures keep both.
    on_click : callable, optional
        Called with the data of a clicked point, without the first, which is the text on hover.
    """
    if title:
        figure = charts.with_caption(figure, title, _source(), ink())
    st.plotly_chart(
        with_background(figure),
        config=png(key) | {"modeBarButtonsToRemove": ["lasso2d", "select2d"]},
        key=key,
        alt=alt,
        on_select=partial(_clicked, key, on_click) if on_click else "ignore",
        selection_mode="points",
    )
    save(figure, key, "Save as HTML", type="tertiary")


def _clicked(key: str, on_click: Callable[[list[str]], None]) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points and (datum := points[0].get("customdata")):
        # Streamlit passes a list as a dictionary by position.
        values = list(datum.values()) if isinstance(datum, dict) else datum
        on_click([str(value) for value in values[1:]])


def _source() -> str:
    with leased() as store:
        films, *_ = store.manifest.source_names  # the others add texts
        return f"Filmkin, from {source_name(films)}; build {store.manifest.build_id}"


def table(frame: pl.DataFrame, name: str, what: str) -> None:
    """Show the data of a figure as a table that opens, with downloads."""
    with st.expander("As a table"):
        st.dataframe(frame, hide_index=True, alt=f"Table of {what}")
        downloads.table(frame, name, what)


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
