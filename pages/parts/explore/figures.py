"""Distributions that filter the table beside them."""

from __future__ import annotations

from functools import partial

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts.common import figures
from pages.parts.common.text import listed
from pages.parts.explore.filters import Filters, lists
from recsys import charts
from recsys.explore import Dimension, Kind, View

BESIDE: dict[Kind, list[str]] = {
    "films": ["year", "rating", "votes"],
    "pairs": ["films", "craft"],
    "people": ["directors", "craft"],
    "directors": ["recurring", "films"],
}
"""The dimensions that are drawn beside the table, one under another."""

BELOW: dict[Kind, list[str]] = {
    "films": ["genre", "country"],
    "pairs": [],
    "people": [],
    "directors": [],
}
"""Those that are drawn under the table, side by side."""

ONLY_CAMERA = {"modeBarButtons": [["toImage"]]}
"""Of the toolbar of a figure that is dragged across and clicked as it is."""


def draw(kind: Kind, view: View, filters: Filters, beside: DeltaGenerator) -> None:
    """Figures here, under the table, and `beside` it, the same filters as lists, the ways out."""
    drawn = {
        name: charts.distribution(
            view.dimensions[name], filters.chosen.get(name, []), kind, figures.ink()
        )
        for name in [*BESIDE[kind], *BELOW[kind]]
        if name in view.dimensions
    }
    below = [name for name in BELOW[kind] if name in drawn]
    for name, place in zip(below, st.columns(len(below)) if below else [], strict=True):
        with place:
            _figure(drawn[name], view, name, filters, kind)
    _missing(kind, view)
    with beside:
        for name in BESIDE[kind]:
            if name in drawn:
                _figure(drawn[name], view, name, filters, kind)
        lists(view, filters)
        with st.popover("Save figures", icon=":material/download:"):
            for name, figure in drawn.items():
                label = f"{kind} by {view.dimensions[name].title}, as HTML"
                figures.save(figure, f"{kind}-by-{name}", label.capitalize(), width="stretch")


def _figure(figure: go.Figure, view: View, name: str, filters: Filters, kind: Kind) -> None:
    dimension = view.dimensions[name]
    key = filters.figure_key(name)
    st.plotly_chart(
        figures.on_ground(figure),
        key=key,
        config=figures.png(f"{kind}-by-{name}") | ONLY_CAMERA,
        on_select=partial(_from_figure, filters, name, dimension.is_scale, key),
        selection_mode=("points", "box"),
        alt=_in_words(dimension, kind),
    )


def _from_figure(filters: Filters, name: str, is_scale: bool, key: str) -> None:
    """A drag across columns chooses these; a click on a bar adds it, or takes it away again."""
    bins = set(st.session_state[key]["selection"]["point_indices"])
    before = set(filters.chosen.get(name, []))
    if not is_scale:
        bins ^= before
    filters.choose(name, [] if bins == before else sorted(bins))


def _in_words(dimension: Dimension, kind: Kind) -> str:
    """The figure as a sentence, for readers who do not see it."""
    counts = dimension.counts.tolist()
    most = max(range(len(counts)), key=lambda place: counts[place])
    return (
        f"{kind.capitalize()} by {dimension.title}, in {len(counts)} bins; most in "
        f"{dimension.words([most])} with {counts[most]:,}."
    )


def _missing(kind: Kind, view: View) -> None:
    """What this catalogue has no figure of."""
    missing = [name for name in [*BESIDE[kind], *BELOW[kind]] if name not in view.dimensions]
    if missing:
        text = f"This catalogue names no {listed(missing)} of films."
        if "country" in missing:
            text += " Countries come with texts: build with `--overviews` or `--trakt`."
        st.caption(text)
