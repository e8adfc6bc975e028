"""The weights of film similarity: a preset, and one slider per group of terms."""

from __future__ import annotations

from typing import cast

import streamlit as st

from recsys.movies import GROUPS, PRESETS, Preset, RankingWeights

PLOT_ONLY = "plot text only"

PRESET_LABELS: dict[str, tuple[str, str]] = {
    "like": ("like it", "story, people, genre and mood"),
    "story": ("closest in story", "the plot before all else"),
    "people": ("same people", "cast, crew and companies"),
    "fans": ("what its fans also like", "by what people like together"),
    PLOT_ONLY: (PLOT_ONLY, "as in FlixRec"),
}
"""Name and meaning of each preset."""

_MAX_FACTOR = 3.0
_STEP = 0.25
_LABELS = {
    "story": ("Story", "The plot text, its words, keywords, the series and the title."),
    "people": ("People", "Shared directors, cast, crew and companies; rarer ones count more."),
    "genre": ("Genre and place", "Shared genres, countries and languages."),
    "era": ("Era", "How close the release years are."),
    "known": ("Popularity", "Below 0, little-known films come first."),
    "rated": ("Rating", "A high rating, and one close to that of the film you chose."),
}


def show_weights(has_texts: bool) -> RankingWeights:
    """Show the presets and, except for plot text only, the sliders; return the weights."""
    preset = st.radio(
        "Rank by",
        tuple(PRESET_LABELS),
        format_func=lambda name: PRESET_LABELS[name][0],
        key="ranking",
        bind="query-params",
        captions=[meaning for _, meaning in PRESET_LABELS.values()],
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
            help="Restore the weights of the chosen preset.",
        )
    chosen = RankingWeights.preset(cast(Preset, preset))
    if not any(factors[group] for group in GROUPS if _counts(chosen, group)):
        st.caption("All weights are 0, so those of the preset apply.")
        return chosen
    return RankingWeights.of_groups(cast(Preset, preset), **factors)


def reset() -> None:
    """Reset all sliders to 1."""
    for group in GROUPS:
        st.session_state[_key(group)] = 1.0


def rank_by_everything() -> None:
    """Choose the preset in which everything counts."""
    st.session_state["ranking"] = PRESETS[0]


def _counts(weights: RankingWeights, group: str) -> bool:
    """Whether a group has a weight in a preset."""
    return any(getattr(weights, term) for term in GROUPS[group])


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
        help=f"{meaning} A factor on the weight in the preset: 1 = unchanged, 0 = off.",
    )


def _key(group: str) -> str:
    return f"weight_{group}"
