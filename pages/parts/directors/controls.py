"""The controls of the Directors page, each bound to a query parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts.common.text import role_words
from pages.parts.directors.weights import show_weights
from recsys.catalog import Store
from recsys.directors import (
    DEFAULT_METHOD,
    METHODS,
    DirectorQuery,
    LikedFilms,
    Method,
    PeopleWeights,
    ThresholdRule,
    Thresholds,
)
from recsys.util.numbers import short_votes, votes_steps
from recsys.vocabulary.roles import ROLES

METHOD_LABELS: dict[Method, str] = {
    "people": "People",
    "affinity": "Kindred",
    "classic": "Classic",
}

DEFAULT_2019_RATING, DEFAULT_2019_VOTES = 7.5, 1_000
"""The example thresholds of the 2019 recommender."""
DEFAULT_LIMIT = 10


@dataclass(frozen=True)
class DirectorSettings:
    """The values of the controls, as `Directors.recommend` takes them."""

    method: Method
    limits: Thresholds
    roles: tuple[str, ...] | None
    limit: int
    film_min_votes: int
    weights: PeopleWeights

    def query(self, director: str | LikedFilms) -> DirectorQuery:
        """The query for directors like this one, or for a reader's liked films."""
        return DirectorQuery(director, self.method, self.roles, self.limits, self.weights)


def show_controls(store: Store) -> DirectorSettings:
    """Show the controls with ranges from the catalogue; return their values."""
    ranges = store.manifest.ranges
    method = st.segmented_control(
        "Rank by",
        METHODS,
        default=DEFAULT_METHOD,
        required=True,
        format_func=METHOD_LABELS.__getitem__,
        key="method",
        bind="query-params",
        width="stretch",
        help="People: the people they share decide, by role, rarity and what chance does not "
        "explain. Kindred: people, genre, story, era and renown together. Classic: the 2019 "
        "score, shared credits per film.",
    )
    weights = show_weights() if method in ("people", None) else PeopleWeights()
    rating = st.slider(
        "Minimum rating",
        0.0,
        10.0,
        step=0.1,
        format="%.1f",
        key="rating",
        bind="query-params",
        help="Their best rated film with shared people must have at least this rating, out of 10. "
        "0 = no minimum.",
    )
    votes = _votes_slider(
        "Minimum votes",
        "votes",
        ranges["max_votes"] or 0,
        "Their most voted film with shared people must have at least this many. 0 = no minimum.",
    )
    st.button(
        "Use 7.5 and 1,000 (2019 defaults)",
        on_click=change,
        kwargs={"rating": DEFAULT_2019_RATING, "votes": DEFAULT_2019_VOTES},
        help="The example thresholds of the 2019 recommender",
        width="stretch",
    )
    with st.expander("More filters"):
        one_film = st.toggle(
            "One film must meet both",
            key="one_film",
            bind="query-params",
            help="Off, as in 2019: one film may meet the rating and another the votes.",
        )
        min_films = st.slider(
            "Minimum films directed",
            1,
            max(2, min(50, ranges["max_films"] or 2)),
            key="min_films",
            bind="query-params",
            help="Counts all their films in this catalogue",
        )
        years = _years_slider(ranges["min_year"], ranges["max_year"])
        roles = st.multiselect(
            "Count only these roles",
            ROLES,
            format_func=lambda role: role_words([role]),
            key="roles",
            bind="query-params",
            placeholder="any role",
            help="Only credits in these roles count, for both directors.",
        )
        film_votes = _votes_slider(
            "Minimum votes of suggested films",
            "film_votes",
            min(10_000, ranges["max_votes"] or 0),
            "For the films suggested beside a director; the ranking does not change.",
        )
    limit = st.slider("Directors shown", 5, 50, DEFAULT_LIMIT, key="limit", bind="query-params")
    st.button(
        "Reset",
        on_click=reset,
        args=(store,),
        help="Reset all controls to their defaults",
        width="stretch",
    )
    rule: ThresholdRule = "one_film" if one_film else "best_of_each"
    limits = Thresholds(rating, votes, rule, min_films, years)
    return DirectorSettings(
        method or DEFAULT_METHOD, limits, tuple(roles) or None, limit, film_votes, weights
    )


def change(**values: Any) -> None:
    """Set controls by key; for callbacks of buttons."""
    for key, value in values.items():
        st.session_state[key] = value


def reset(store: Store) -> None:
    """Reset every control to its default, whatever the address says."""
    ranges = store.manifest.ranges
    change(
        rating=0.0,
        votes=0,
        film_votes=0,
        one_film=False,
        min_films=1,
        roles=[],
        limit=DEFAULT_LIMIT,
    )
    change(years=(ranges["min_year"], ranges["max_year"]))


def votes_step_below(votes: int) -> int:
    """Return the highest step of the votes slider that does not exceed `votes`."""
    return max(step for step in votes_steps(votes) if step <= votes)


def _votes_slider(label: str, key: str, max_votes: int, help: str) -> int:
    steps = votes_steps(max(max_votes, DEFAULT_2019_VOTES))
    votes: int = st.select_slider(
        label,
        steps,
        format_func=short_votes,
        key=key,
        bind="query-params",
        help=help,
    )
    return votes


def _years_slider(first: int | None, last: int | None) -> tuple[int, int] | None:
    """Show the range of years; return None if it includes all years."""
    if first is None or last is None or first == last:
        return None
    years = st.slider(
        "Years of the shared films",
        first,
        last,
        (first, last),
        key="years",
        bind="query-params",
        help="Only films released in these years count for rating and votes; a director needs at "
        "least one. Scores do not change.",
    )
    return None if years == (first, last) else years
