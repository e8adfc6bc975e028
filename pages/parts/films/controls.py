"""The film filter controls, one function each, bound to query parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from recsys.movies import FilterOptions
from recsys.util.numbers import short_votes, votes_steps

Bounds = tuple[int | None, int | None]
"""Minimum and maximum, None for no limit."""

MAX_RUNTIME = 240
"""End of the runtime slider in minutes; it means no limit."""

_TYPE_WORDS = {
    "movie": "film",
    "tvMovie": "television film",
    "tvSeries": "series",
    "tvMiniSeries": "miniseries",
    "tvSpecial": "television special",
    "tvShort": "television short",
    "tvEpisode": "episode",
    "videoGame": "video game",
}


def type_word(kind: str) -> str:
    """Return the display name of a title type."""
    return _TYPE_WORDS.get(kind, kind)


def defaults(filter_options: FilterOptions) -> dict[str, Any]:
    """Return the default of each control, by key."""
    steps = _steps(filter_options.most_votes)
    return {
        "year": (filter_options.first_year, filter_options.last_year),
        "runtime": (0, MAX_RUNTIME),
        "genre": [],
        "all_genres": False,
        "without": [],
        "country": [],
        "language": [],
        "min_rating": 0.0,
        "voted": (steps[0], steps[-1]),
        "type": [],
        "keep_unknown": False,
    }


def year(filter_options: FilterOptions) -> Bounds:
    """Show the range of years; return its bounds."""
    first, last = filter_options.first_year, filter_options.last_year
    if first >= last:
        return None, None
    low, high = st.slider("Years", first, last, (first, last), key="year", bind="query-params")
    return low if low > first else None, high if high < last else None


def runtime(filter_options: FilterOptions) -> Bounds:
    """Show the range of runtimes; return its bounds in minutes."""
    if not filter_options.longest:
        return None, None
    low, high = st.slider(
        "Runtime",
        0,
        MAX_RUNTIME,
        (0, MAX_RUNTIME),
        step=5,
        format="%d min",
        key="runtime",
        bind="query-params",
        help=f"{MAX_RUNTIME} includes all longer films.",
    )
    return low or None, high if high < MAX_RUNTIME else None


def rating() -> float | None:
    """Show the minimum rating; return it, None for no minimum."""
    rating = st.slider(
        "Minimum rating",
        0.0,
        10.0,
        step=0.1,
        format="%.1f",
        key="min_rating",
        bind="query-params",
        help="Out of 10; 0 = no minimum.",
    )
    return rating or None


def votes(filter_options: FilterOptions) -> Bounds:
    """Show the range of votes in growing steps; return its bounds."""
    steps = _steps(filter_options.most_votes)
    low, high = st.select_slider(
        "Votes",
        steps,
        (steps[0], steps[-1]),
        format_func=short_votes,
        key="voted",
        bind="query-params",
        help="How many people rated a film: little known on the left, popular on the right.",
    )
    return low or None, high if high < steps[-1] else None


def types(filter_options: FilterOptions) -> tuple[str, ...]:
    """Show the types of title, if the catalogue has several; return the chosen ones."""
    if len(filter_options.types) < 2:
        return ()
    return several("Title types", "type", filter_options.types, type_word)


def all_genres() -> bool:
    """Return whether a film needs all of the chosen genres."""
    return st.toggle(
        "Match all genres",
        key="all_genres",
        bind="query-params",
        help="Off: one of the chosen genres is enough.",
    )


def keep_unknown() -> bool:
    """Return whether films that lack a filtered value pass."""
    return st.toggle(
        "Keep films with missing values",
        key="keep_unknown",
        bind="query-params",
        help="Off: a film without a year, runtime or other filtered value is left out.",
    )


def several(
    label: str, key: str, options: tuple[str, ...], option_label: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Show a multiple choice; return the chosen options."""
    if not options:
        return ()
    chosen = st.multiselect(
        label, options, format_func=option_label, key=key, bind="query-params", placeholder="any"
    )
    return tuple(chosen)


def _steps(max_votes: int) -> list[int]:
    """Return the steps of the votes slider; the last one is at least `max_votes`."""
    steps = votes_steps(10 * max(max_votes, 1))
    return steps[: 1 + sum(step < max_votes for step in steps)]
