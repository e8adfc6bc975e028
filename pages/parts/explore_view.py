"""Distributions that filter the table under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.parts import explore_tables, take_away
from pages.parts.catalogue import leased
from pages.parts.chips import removable
from pages.parts.figures import ink
from pages.parts.text import listed
from recsys import charts
from recsys.explore import Dimension, Found, Kind, View

LAYOUT: dict[Kind, list[dict[str, int]]] = {
    "films": [{"year": 2, "rating": 1, "votes": 1}, {"genre": 1, "country": 1}],
    "pairs": [{"films": 1, "craft": 1}],
    "people": [{"directors": 1, "craft": 1}],
    "directors": [{"recurring": 1, "films": 1}],
}
"""Rows of figures, with their widths."""

NOUNS: dict[Kind, str] = {
    "films": "films",
    "pairs": "pairs",
    "people": "people",
    "directors": "directors",
}
WHAT: dict[Kind, str] = {
    "films": "All films of the catalogue.",
    "pairs": "A director and somebody who worked on two of their films or more.",
    "people": "Everybody who worked on films of two directors or more.",
    "directors": "Recurring are those who worked on two of a director's films or more.",
}
NONE: dict[Kind, str] = {
    "films": "This catalogue holds no films.",
    "pairs": "Nobody worked on two films of one director here.",
    "people": "Nobody worked with two directors here.",
    "directors": "This catalogue names no directors.",
}
SHOWN = 200
PLOTLY = {"displayModeBar": False}


@dataclass(frozen=True)
class Filters:
    """The bins that are chosen in one view, for as long as the browser's tab is open.

    Figures, lists and chips all change these; figures and lists are drawn from them.
    """

    key: str

    @property
    def chosen(self) -> dict[str, list[int]]:
        """Bins by dimension."""
        chosen: dict[str, list[int]] = st.session_state.setdefault(self.key, {})
        return chosen

    def figure_key(self, name: str) -> str:
        """The key of a figure: another one after each change, so that it forgets its selection."""
        return f"{self.key}-{name}-{st.session_state.get(f'{self.key}-changes', 0)}"

    def list_key(self, name: str) -> str:
        """The key of a list."""
        return f"{self.key}-{name}-list"

    def choose(self, name: str, bins: Sequence[int]) -> None:
        """Choose these bins and no other of a dimension; none takes the filter away."""
        if bins:
            self.chosen[name] = list(bins)
        else:
            self.chosen.pop(name, None)
        changes = f"{self.key}-changes"
        st.session_state[changes] = st.session_state.get(changes, 0) + 1

    def clear(self) -> None:
        """Take all filters away."""
        for name in list(self.chosen):
            self.choose(name, [])


@st.fragment
def draw(kind: Kind) -> None:
    """Figures, what they filter by, and the table; a selection redraws nothing else."""
    with leased() as store:
        view = store.explore.view(kind)
        if not view.rows:
            st.info(f"{NONE[kind]} A larger catalogue may hold some.")
            st.page_link("pages/your_data.py", label="Use your own data")
            return
        filters = Filters(f"filters-{kind}-{store.manifest.build_id}")
        st.caption(f"{WHAT[kind]} Click bars, or drag across columns, to filter the table.")
        order = st.session_state.get(f"order-{kind}")
        found = view.select(filters.chosen, order, SHOWN)
        _chosen(kind, view, filters, found)
        for row in LAYOUT[kind]:
            names = [name for name in row if name in view.dimensions]
            columns = st.columns([row[name] for name in names]) if names else []
            for name, column in zip(names, columns, strict=True):
                with column:
                    _figure(view, name, filters, NOUNS[kind])
        _missing(kind, view)
        _lists(view, filters)
        _table(kind, view, found)


def _chosen(kind: Kind, view: View, filters: Filters, found: Found) -> None:
    """How many pass, and the filters as chips; above the figures, where a change is seen."""
    chosen = {
        name: f"{view.dimensions[name].title}: {view.dimensions[name].words(bins)}"
        for name, bins in filters.chosen.items()
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{found.total:,}** of {view.rows:,} {NOUNS[kind]}", width="content")
        if chosen:
            removable(chosen, lambda name: filters.choose(name, []), "Take this filter away")
        st.button("Clear all filters", key="clear", disabled=not chosen, on_click=filters.clear)


def _figure(view: View, name: str, filters: Filters, noun: str) -> None:
    dimension = view.dimensions[name]
    key = filters.figure_key(name)
    st.plotly_chart(
        charts.distribution(dimension, filters.chosen.get(name, []), noun, ink()),
        key=key,
        config=PLOTLY,
        on_select=partial(_from_figure, filters, name, dimension.is_scale, key),
        selection_mode=("points", "box"),
        alt=_in_words(dimension, noun),
    )


def _from_figure(filters: Filters, name: str, is_scale: bool, key: str) -> None:
    """A drag across columns chooses these; a click on a bar adds it, or takes it away again."""
    bins = set(st.session_state[key]["selection"]["point_indices"])
    before = set(filters.chosen.get(name, []))
    if not is_scale:
        bins ^= before
    filters.choose(name, [] if bins == before else sorted(bins))


def _in_words(dimension: Dimension, noun: str) -> str:
    """The figure as a sentence, for readers who do not see it."""
    counts = dimension.counts.tolist()
    most = max(range(len(counts)), key=lambda place: counts[place])
    return (
        f"{noun.capitalize()} by {dimension.title}, in {len(counts)} bins; most in "
        f"{dimension.words([most])} with {counts[most]:,}."
    )


def _missing(kind: Kind, view: View) -> None:
    """What this catalogue has no figure of."""
    missing = [name for row in LAYOUT[kind] for name in row if name not in view.dimensions]
    if missing:
        text = f"This catalogue names no {listed(missing)} of films."
        if "country" in missing:
            text += " Countries come with texts: build with `--overviews` or `--trakt`."
        st.caption(text)


def _lists(view: View, filters: Filters) -> None:
    """The same filters without a pointer, and for what the figures do not draw."""
    with st.expander("Filters as lists"):
        for name, dimension in view.dimensions.items():
            key = filters.list_key(name)
            st.session_state[key] = filters.chosen.get(name, [])
            st.multiselect(
                dimension.title.capitalize(),
                range(len(dimension.ticks)),
                format_func=partial(_option, dimension),
                key=key,
                placeholder="any",
                on_change=_from_list,
                args=(filters, name, key),
            )


def _option(dimension: Dimension, place: int) -> str:
    return f"{dimension.words([place])} ({dimension.counts[place]:,})"


def _from_list(filters: Filters, name: str, key: str) -> None:
    filters.choose(name, st.session_state[key])


def _table(kind: Kind, view: View, found: Found) -> None:
    noun = NOUNS[kind]
    st.selectbox(
        "Order",
        view.orders,
        format_func=str.capitalize,
        key=f"order-{kind}",
        width=320,
        help="Which come first of all that pass; a click on a heading orders those shown.",
    )
    if not found.total:
        st.info(f"No {noun} pass all filters together. Take one of them away.")
        return
    if found.total > SHOWN:
        st.caption(f"The first {SHOWN} of {found.total:,} {noun}")
    explore_tables.draw(kind, found.frame)
    take_away.table(found.frame, f"cinegraph-{kind}", f"the {noun} shown")
