"""The controls of the film filters, one function each; all are tied to the address bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from recsys.movies import FilterOptions
from recsys.util.numbers import short_votes, votes_steps

Bounds = tuple[int | None, int | None]
"""Lowest and highest value, None for no limit."""

LONGEST = 240
"""Minutes at which the runtime slider ends; its end means no limit."""

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
    """A title type in words."""
    return _TYPE_WORDS.get(kind, kind)


def defaults(filter_options: FilterOptions) -> dict[str, Any]:
    """What each control says at first, by its key."""
    steps = _steps(filter_options.most_votes)
    return {
        "year": (filter_options.first_year, filter_options.last_year),
        "runtime": (0, LONGEST),
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
    """First and last year."""
    first, last = filter_options.first_year, filter_options.last_year
    if first >= last:
        return None, None
    low, high = st.slider("Years", first, last, (first, last), key="year", bind="query-params")
    return low if low > first else None, high if high < last else None


def runtime(filter_options: FilterOptions) -> Bounds:
    """Shortest and longest runtime, in minutes."""
    if not filter_options.longest:
        return None, None
    low, high = st.slider(
        "Runtime",
        0,
        LONGEST,
        (0, LONGEST),
        step=5,
        format="%d min",
        key="runtime",
        bind="query-params",
        help=f"{LONGEST} stands for any length above it, too.",
    )
    return low or None, high if high < LONGEST else None


def rating() -> float | None:
    """The lowest rating."""
    rating = st.slider(
        "Rating at least",
        0.0,
        10.0,
        step=0.1,
        format="%.1f",
        key="min_rating",
        bind="query-params",
        help="Of 10; 0 asks for nothing.",
    )
    return rating or None


def votes(filter_options: FilterOptions) -> Bounds:
    """Fewest and most votes, in steps that grow."""
    steps = _steps(filter_options.most_votes)
    low, high = st.select_slider(
        "Votes",
        steps,
        (steps[0], steps[-1]),
        format_func=short_votes,
        key="voted",
        bind="query-params",
        help="How many people rated a film: little seen on the left, well known on the right.",
    )
    return low or None, high if high < steps[-1] else None


def types(filter_options: FilterOptions) -> tuple[str, ...]:
    """Kinds of title, where the catalogue has several."""
    if len(filter_options.types) < 2:
        return ()
    return several("Kinds of title", "type", filter_options.types, type_word)


def all_genres() -> bool:
    """Whether all of the genres must be there."""
    return st.toggle(
        "All of these genres",
        key="all_genres",
        bind="query-params",
        help="Off: one of them is enough.",
    )


def keep_unknown() -> bool:
    """Whether a film passes that lacks what is asked about."""
    return st.toggle(
        "Keep films with unknown values",
        key="keep_unknown",
        bind="query-params",
        help="Off: a film that lacks the year, runtime or other value that is asked about is left "
        "out.",
    )


def several(
    label: str, key: str, options: tuple[str, ...], words: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Any number of labels; none chosen asks for nothing."""
    if not options:
        return ()
    chosen = st.multiselect(
        label, options, format_func=words, key=key, bind="query-params", placeholder="choose"
    )
    return tuple(chosen)


def _steps(most: int) -> list[int]:
    """Steps of the votes slider; the last one is not below the most votes there are."""
    steps = votes_steps(10 * max(most, 1))
    return steps[: 1 + sum(step < most for step in steps)]
