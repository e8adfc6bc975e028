"""The controls of the directors page; each is tied to a parameter of the address bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts.common.text import role_words
from recsys.catalog import Store
from recsys.directors import DEFAULT_METHOD, METHODS, Method, ThresholdRule, Thresholds
from recsys.util.numbers import short_votes, votes_steps
from recsys.vocabulary.roles import ROLES

METHOD_WORDS: dict[Method, str] = {"affinity": "Affinity", "classic": "Classic"}

ORIGINAL_RATING, ORIGINAL_VOTES = 7.5, 1_000
"""The example thresholds of the recommender this one grew from."""
SHOWN = 10


@dataclass(frozen=True)
class Settings:
    """What the controls say, in the terms of `Directors.recommend`."""

    method: Method
    limits: Thresholds
    roles: tuple[str, ...] | None
    limit: int
    film_min_votes: int


def draw(store: Store) -> Settings:
    """Draw the controls with ranges from the catalogue; returns what they say."""
    ranges = store.manifest.ranges
    method = st.segmented_control(
        "Rank by",
        METHODS,
        default=DEFAULT_METHOD,
        required=True,
        format_func=METHOD_WORDS.__getitem__,
        key="method",
        bind="query-params",
        width="stretch",
        help="Affinity weighs shared people by role and rarity and against chance, and adds era, "
        "genre, story and renown. Classic is the original score: shared credits a film.",
    )
    rating = st.slider(
        "Best rating at least",
        0.0,
        10.0,
        step=0.1,
        format="%.1f",
        key="rating",
        bind="query-params",
        help="The best rated of their films with shared people must reach this, of 10. "
        "0 asks for nothing.",
    )
    votes = _votes_slider(
        "Most votes at least",
        "votes",
        ranges["max_votes"] or 0,
        "The most voted of their films with shared people must reach this. 0 asks for nothing.",
    )
    st.button(
        "The original's 7.5 and 1,000",
        on_click=change,
        kwargs={"rating": ORIGINAL_RATING, "votes": ORIGINAL_VOTES},
        help="The example thresholds of the recommender of 2019",
        width="stretch",
    )
    with st.expander("More limits"):
        one_film = st.toggle(
            "One film must reach both",
            key="one_film",
            bind="query-params",
            help="Off, as in the original: rating and votes may be reached by two films.",
        )
        min_films = st.slider(
            "Films directed at least",
            1,
            max(2, min(50, ranges["max_films"] or 2)),
            key="min_films",
            bind="query-params",
            help="Of all their films in this catalogue",
        )
        years = _years_slider(ranges["min_year"], ranges["max_year"])
        roles = st.multiselect(
            "Count only people who are",
            ROLES,
            format_func=lambda role: role_words([role]),
            key="roles",
            bind="query-params",
            placeholder="any role",
            help="Only credits in these roles count, on both sides.",
        )
        film_votes = _votes_slider(
            "Votes a film to start with needs",
            "film_votes",
            min(10_000, ranges["max_votes"] or 0),
            "A floor for the films named beside a director; it does not change the ranking.",
        )
    limit = st.slider("Directors shown", 5, 50, SHOWN, key="limit", bind="query-params")
    st.button("Reset", on_click=reset, args=(store,), help="Take all limits off", width="stretch")
    rule: ThresholdRule = "one_film" if one_film else "best_of_each"
    limits = Thresholds(rating, votes, rule, min_films, years)
    return Settings(method or DEFAULT_METHOD, limits, tuple(roles) or None, limit, film_votes)


def change(**values: Any) -> None:
    """Move controls from a button."""
    for key, value in values.items():
        st.session_state[key] = value


def reset(store: Store) -> None:
    """Put every control back to its default; a value that came from the address, too."""
    ranges = store.manifest.ranges
    change(rating=0.0, votes=0, film_votes=0, one_film=False, min_films=1, roles=[], limit=SHOWN)
    change(years=(ranges["min_year"], ranges["max_year"]))


def votes_step_below(votes: int) -> int:
    """The highest step of the votes slider that is not above a number of votes."""
    return max(step for step in votes_steps(votes) if step <= votes)


def _votes_slider(label: str, key: str, most: int, words: str) -> int:
    steps = votes_steps(max(most, ORIGINAL_VOTES))
    votes: int = st.select_slider(
        label,
        steps,
        format_func=short_votes,
        key=key,
        bind="query-params",
        help=words,
    )
    return votes


def _years_slider(first: int | None, last: int | None) -> tuple[int, int] | None:
    """Years of the films that count; None when all of them do."""
    if first is None or last is None or first == last:
        return None
    years = st.slider(
        "Years of the shared films",
        first,
        last,
        (first, last),
        key="years",
        bind="query-params",
        help="Only films first shown in these years count for rating and votes, and a director "
        "needs one. Scores do not change.",
    )
    return None if years == (first, last) else years
