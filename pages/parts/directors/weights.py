"""The weights of people first: one slider per group of terms."""

from __future__ import annotations

import streamlit as st

from recsys.directors import GROUPS, PeopleWeights

_MAX_FACTOR = 3.0
_STEP = 0.25
_LABELS = {
    "people": ("People", "The people they share, and films directed together."),
    "genre": ("Genre", "Similar numbers of films per genre."),
    "story": ("Story", "Similar plot texts."),
    "era": ("Era", "Closeness of the mean years."),
    "known": ("Popularity", "Votes of their most voted film."),
    "rated": ("Bayesian rating", "High ratings; few votes count as average."),
}


def show_weights() -> PeopleWeights:
    """Show a slider per group of terms; return the weights."""
    with st.expander("Weights"):
        factors = {group: _slider(group) for group in GROUPS}
        st.button(
            "Reset weights",
            on_click=reset,
            disabled=all(factor == 1.0 for factor in factors.values()),
            width="stretch",
            help="Restore the default weights, which let shared people decide.",
        )
    if not any(factors.values()):
        st.caption("All weights are 0, so the default weights apply.")
        return PeopleWeights()
    return PeopleWeights.of_groups(**factors)


def reset() -> None:
    """Reset all sliders to 1."""
    for group in GROUPS:
        st.session_state[_key(group)] = 1.0


def _slider(group: str) -> float:
    label, meaning = _LABELS[group]
    return st.slider(
        label,
        0.0,
        _MAX_FACTOR,
        1.0,
        _STEP,
        key=_key(group),
        bind="query-params",
        format="%.2f",
        help=f"{meaning} A factor on the default weight: 1 = default, 0 = off.",
    )


def _key(group: str) -> str:
    return f"director_weight_{group}"
