"""What counts how much in the similarity of films: a preset, or a slider a group of terms."""

from __future__ import annotations

import streamlit as st

from recsys.movies import GROUPS, RankingWeights

EVERYTHING, PLOT_ONLY = "everything", "plot text only"

_MOST = 3.0
_STEP = 0.25
_LABELS = {
    "story": ("Story", "The plot text, keywords, the series and the title."),
    "people": ("People", "Shared directors, cast and crew; rarer people count more."),
    "genre": ("Genre and place", "Shared genres, countries and languages."),
    "era": ("Era", "Nearness in year."),
    "known": ("Hidden or well known", "Below 0, films that few have rated come first."),
    "rated": ("Well rated", "A high rating, whatever the film asked about."),
}


def draw(has_texts: bool) -> RankingWeights:
    """The choice of a preset, and the sliders where everything counts."""
    by = st.radio(
        "Rank by",
        (EVERYTHING, PLOT_ONLY),
        key="ranking",
        bind="query-params",
        captions=("story, people, genre, era, and how well known", "as in the original"),
    )
    if not has_texts:
        st.caption("This catalogue holds no overviews: similarity rests on people, genre and year.")
    if by == PLOT_ONLY:
        return RankingWeights.text_only()
    with st.expander("What counts how much"):
        factors = {group: _slider(group) for group in GROUPS}
        st.button(
            "Reset",
            on_click=reset,
            disabled=all(factor == 1.0 for factor in factors.values()),
            width="stretch",
            help="Back to the weights that were fitted to what people like together.",
        )
    if not any(factors.values()):
        st.caption("Every slider stands at 0, where nothing is left to rank by: all count again.")
        return RankingWeights()
    return RankingWeights.of_groups(**factors)


def reset() -> None:
    """Put all sliders back to 1."""
    for group in GROUPS:
        st.session_state[_key(group)] = 1.0


def rank_by_everything() -> None:
    """Leave the preset of the plot alone."""
    st.session_state["ranking"] = EVERYTHING


def _slider(group: str) -> float:
    label, meaning = _LABELS[group]
    return st.slider(
        label,
        -_MOST if group == "known" else 0.0,
        _MOST,
        1.0,
        _STEP,
        key=_key(group),
        bind="query-params",
        format="%.2f",
        help=f"{meaning} Times its usual weight: 1 is as usual, 0 leaves it out.",
    )


def _key(group: str) -> str:
    return f"weight_{group}"
