"""Filters on films, folded away, each tied to the address bar; shared by two pages."""

from __future__ import annotations

import streamlit as st

from pages.parts.common.text import number_of
from pages.parts.films import controls as controls
from pages.parts.lists import hidden
from pages.parts.lists import state as list_state
from recsys.catalog import Store
from recsys.errors import InvalidArgument, NothingPasses
from recsys.movies import MovieFilters
from recsys.vocabulary.places import country_name, language_name

WORDS = {
    "min_year": "the first year",
    "max_year": "the last year",
    "min_runtime": "the shortest runtime",
    "max_runtime": "the longest runtime",
    "min_rating": "the rating",
    "min_votes": "the fewest votes",
    "max_votes": "the most votes",
    "genres": "genres",
    "languages": "languages",
    "countries": "countries",
    "types": "kinds of title",
    "exclude_genres": "genres left out",
    "exclude_ids": "films of your list that are left out, and hidden ones",
    "only_ids": "your list",
}
"""Conditions by the name of their parameter, as a reader calls them."""

_KEYS = {
    "min_year": "year",
    "max_year": "year",
    "min_runtime": "runtime",
    "max_runtime": "runtime",
    "min_rating": "min_rating",
    "min_votes": "voted",
    "max_votes": "voted",
    "genres": "genre",
    "languages": "language",
    "countries": "country",
    "types": "type",
    "exclude_genres": "without",
}
"""The control of each condition."""


def draw(store: Store) -> MovieFilters:
    """Draw the controls with ranges from the catalogue, and how many films they leave."""
    filter_options = store.movies.filter_options
    with st.expander("Filters"):
        min_year, max_year = controls.year(filter_options)
        genres = controls.several("Genres", "genre", filter_options.genres)
        every = controls.all_genres()
        exclude_genres = controls.several("Without these genres", "without", filter_options.genres)
        countries = controls.several("Countries", "country", filter_options.countries, country_name)
        languages = controls.several(
            "Languages", "language", filter_options.languages, language_name
        )
        min_runtime, max_runtime = controls.runtime(filter_options)
        min_rating = controls.rating()
        min_votes, max_votes = controls.votes(filter_options)
        types = controls.types(filter_options)
        keep_unknown = controls.keep_unknown()
        st.button("Take all filters off", on_click=reset, args=(store,), width="stretch")
    filters = MovieFilters(
        min_year=min_year,
        max_year=max_year,
        min_runtime=min_runtime,
        max_runtime=max_runtime,
        genres=genres,
        genres_match="all" if every else "any",
        exclude_genres=exclude_genres,
        languages=languages,
        countries=countries,
        min_rating=min_rating,
        min_votes=min_votes,
        max_votes=max_votes,
        types=types,
        keep_unknown=keep_unknown,
    )
    st.caption(_how_many(store, filters))
    return filters


def drop(store: Store, condition: str) -> None:
    """Put the control of one condition back to its default; for callbacks of buttons."""
    if condition in ("exclude_ids", "only_ids"):
        list_state.set_aside()
        if condition == "exclude_ids":
            hidden.show_all()
        return
    key = _KEYS[condition]
    st.session_state[key] = controls.defaults(store.movies.filter_options)[key]


def reset(store: Store) -> None:
    """Put all of them back."""
    for key, value in controls.defaults(store.movies.filter_options).items():
        st.session_state[key] = value


def nothing_passes(store: Store, error: NothingPasses) -> None:
    """Say which condition removes most, with the button that drops it."""
    st.header("No film passes these filters", anchor=False)
    removed = {name: count for name, count in error.removed.items() if name in WORDS}
    total = store.movies.filter_options.films
    worst = max(removed, key=lambda name: removed[name], default=None)
    if worst is None:
        st.write("Nothing is left but what you asked about.")
    else:
        st.write(
            f"The condition on {WORDS[worst]} alone leaves out {removed[worst]:,} of "
            f"{number_of(total, 'film')}."
        )
    with st.container(horizontal=True):
        if worst is not None:
            st.button(
                f"Drop the condition on {WORDS[worst]}",
                key="drop",
                on_click=drop,
                args=(store, worst),
                type="primary",
            )
        st.button("Take all of them off", key="drop-all", on_click=reset, args=(store,))


def _how_many(store: Store, filters: MovieFilters) -> str:
    films = store.movies.filter_options.films
    if not filters:
        return f"No filter: all {number_of(films, 'film')}"
    try:
        return f"{store.movies.count(filters):,} of {number_of(films, 'film')} pass the filters"
    except NothingPasses:
        return f"None of {number_of(films, 'film')} passes the filters"
    except InvalidArgument as error:
        return str(error)
