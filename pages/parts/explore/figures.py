"""Distributions that filter the table beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from pages.parts.common import figures
from pages.parts.common.text import join_words
from pages.parts.explore.filters import Filters, show_lists
from recsys import charts
from recsys.explore import Dimension, Kind, View

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

BESIDE: dict[Kind, list[str]] = {
    "films": ["year", "rating", "votes"],
    "pairs": ["films", "craft"],
    "people": ["directors", "craft"],
    "directors": ["recurring", "films"],
}
"""Dimensions shown beside the table, one below the other."""

BELOW: dict[Kind, list[str]] = {
    "films": ["genre", "country"],
    "pairs": [],
    "people": [],
    "directors": [],
}
"""Dimensions shown below the table, side by side."""

ONLY_CAMERA = {"modeBarButtons": [["toImage"]]}
"""Toolbar of a figure that needs no button to select by drag or click."""


def show_distributions(kind: Kind, view: View, filters: Filters, beside: DeltaGenerator) -> None:
    """Show figures below the table and `beside` it, the filters as lists, and the downloads."""
    charts_by_name = {
        name: charts.distribution(
            view.dimensions[name], filters.chosen.get(name, []), kind, figures.ink()
        )
        for name in [*BESIDE[kind], *BELOW[kind]]
        if name in view.dimensions
    }
    below = [name for name in BELOW[kind] if name in charts_by_name]
    for name, container in zip(below, st.columns(len(below)) if below else [], strict=True):
        with container:
            _figure(charts_by_name[name], view, name, filters, kind)
    _missing(kind, view)
    with beside:
        for name in BESIDE[kind]:
            if name in charts_by_name:
                _figure(charts_by_name[name], view, name, filters, kind)
        show_lists(view, filters)
        with st.popover("Save figures", icon=":material/download:"):
            for name, figure in charts_by_name.items():
                label = f"{kind} by {view.dimensions[name].title}, as HTML"
                figures.save(figure, f"{kind}-by-{name}", label.capitalize(), width="stretch")


def _figure(figure: go.Figure, view: View, name: str, filters: Filters, kind: Kind) -> None:
    dimension = view.dimensions[name]
    key = filters.figure_key(name)
    st.plotly_chart(
        figures.with_background(figure),
        key=key,
        config=figures.png(f"{kind}-by-{name}") | ONLY_CAMERA,
        on_select=partial(_select_in_figure, filters, name, dimension.is_scale, key),
        selection_mode=("points", "box"),
        alt=_alt_text(dimension, kind),
    )


def _select_in_figure(filters: Filters, name: str, is_scale: bool, key: str) -> None:
    """Choose the columns of a drag; add or remove the bar of a click."""
    bins = set(st.session_state[key]["selection"]["point_indices"])
    before = set(filters.chosen.get(name, []))
    if not is_scale:
        bins ^= before
    filters.choose(name, [] if bins == before else sorted(bins))


def _alt_text(dimension: Dimension, kind: Kind) -> str:
    """Describe a figure for screen readers."""
    counts = dimension.counts.tolist()
    largest = max(range(len(counts)), key=lambda index: counts[index])
    return (
        f"{kind.capitalize()} by {dimension.title}, in {len(counts)} bins; the largest is "
        f"{dimension.describe([largest])} with {counts[largest]:,}."
    )


def _missing(kind: Kind, view: View) -> None:
    """Name the dimensions that this catalogue has no data for."""
    missing = [name for name in [*BESIDE[kind], *BELOW[kind]] if name not in view.dimensions]
    if missing:
        text = f"This catalogue has no data on {join_words(missing)}."
        if "country" in missing:
            text += " Countries come from text sources: build with `--overviews` or `--trakt`."
        st.caption(text)
