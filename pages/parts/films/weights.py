"""The weights of film similarity: a preset, or one slider per group of terms."""

from __future__ import annotations

import streamlit as st

from recsys.movies import GROUPS, RankingWeights

EVERYTHING, PLOT_ONLY = "everything", "plot text only"

_MAX_FACTOR = 3.0
_STEP = 0.25
_LABELS = {
    "story": ("Story", "The plot text, keywords, the series and the title."),
    "people": ("People", "Shared directors, cast and crew; rarer people count more."),
    "genre": ("Genre and place", "Shared genres, countries and languages."),
    "era": ("Era", "Closeness in year."),
    "known": ("Popularity", "Below 0, little-known films come first."),
    "rated": ("Bayesian rating", "A high rating; films with few votes count as average."),
}


def show_weights(has_texts: bool) -> RankingWeights:
    """Show the preset and, for `everything`, the sliders; return the weights."""
    preset = st.radio(
        "Rank by",
        (EVERYTHING, PLOT_ONLY),
        key="ranking",
        bind="query-params",
        captions=("story, people, genre, era, popularity and rating", "as in FlixRec"),
    )
    if not has_texts:
        st.caption("This catalogue has no overviews: similarity rests on people, genre and year.")
    if preset == PLOT_ONLY:
        return RankingWeights.text_only()
    with st.expander("Weights"):
        factors = {group: _slider(group) for group in GROUPS}
        st.button(
            "Reset",
            on_click=reset,
            disabled=all(factor == 1.0 for factor in factors.values()),
            width="stretch",
            help="Restore the default weights, which were fitted to people's ratings.",
        )
    if not any(factors.values()):
        st.caption("All weights are 0, so the default weights apply.")
        return RankingWeights()
    return RankingWeights.of_groups(**factors)


def reset() -> None:
    """Reset all sliders to 1."""
    for group in GROUPS:
        st.session_state[_key(group)] = 1.0


def rank_by_everything() -> None:
    """Choose the preset in which everything counts."""
    st.session_state["ranking"] = EVERYTHING


def _slider(group: str) -> float:
    label, meaning = _LABELS[group]
    return st.slider(
        label,
        -_MAX_FACTOR if group == "known" else 0.0,
        _MAX_FACTOR,
        1.0,
        _STEP,
        key=_key(group),
        bind="query-params",
        format="%.2f",
        help=f"{meaning} A factor on the default weight: 1 = default, 0 = off.",
    )


def _key(group: str) -> str:
    return f"weight_{group}"
