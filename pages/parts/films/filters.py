"""The film filters of the Movies and Discover pages, bound to query parameters."""

from __future__ import annotations

import streamlit as st

from pages.parts.common.text import number_of
from pages.parts.films import controls
from pages.parts.lists import hidden
from pages.parts.lists import state as list_state
from recsys.catalog import Store
from recsys.errors import InvalidArgument, NothingPasses
from recsys.movies import MovieFilters
from recsys.vocabulary.places import country_name, language_name

FILTER_LABELS = {
    "min_year": "first year",
    "max_year": "last year",
    "min_runtime": "minimum runtime",
    "max_runtime": "maximum runtime",
    "min_rating": "minimum rating",
    "min_votes": "minimum votes",
    "max_votes": "maximum votes",
    "genres": "genres",
    "languages": "languages",
    "countries": "countries",
    "types": "title types",
    "exclude_genres": "excluded genres",
    "exclude_ids": "excluded and hidden films",
    "only_ids": "your list",
}
"""Display name of each filter, by the field of `MovieFilters`."""

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
"""Key of the control of each filter."""


def show_filters(store: Store) -> MovieFilters:
    """Show the controls with ranges from the catalogue, and how many films pass."""
    filter_options = store.movies.filter_options
    with st.expander("Filters"):
        min_year, max_year = controls.year(filter_options)
        genres = controls.several("Genres", "genre", filter_options.genres)
        match_all = controls.all_genres()
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
        st.button("Remove all filters", on_click=reset, args=(store,), width="stretch")
    filters = MovieFilters(
        min_year=min_year,
        max_year=max_year,
        min_runtime=min_runtime,
        max_runtime=max_runtime,
        genres=genres,
        genres_match="all" if match_all else "any",
        exclude_genres=exclude_genres,
        languages=languages,
        countries=countries,
        min_rating=min_rating,
        min_votes=min_votes,
        max_votes=max_votes,
        types=types,
        keep_unknown=keep_unknown,
    )
    st.caption(_passing(store, filters))
    return filters


def remove(store: Store, name: str) -> None:
    """Reset the control of one filter; for callbacks of buttons."""
    if name in ("exclude_ids", "only_ids"):
        list_state.set_aside()
        if name == "exclude_ids":
            hidden.show_all()
        return
    key = _KEYS[name]
    st.session_state[key] = controls.defaults(store.movies.filter_options)[key]


def reset(store: Store) -> None:
    """Reset all filters."""
    for key, value in controls.defaults(store.movies.filter_options).items():
        st.session_state[key] = value


def nothing_passes(store: Store, error: NothingPasses) -> None:
    """Say which filter excludes most films, with a button that removes it."""
    st.header("No film passes these filters", anchor=False)
    removed = {name: count for name, count in error.removed.items() if name in FILTER_LABELS}
    total = store.movies.filter_options.films
    worst = max(removed, key=lambda name: removed[name], default=None)
    if worst is None:
        st.write("The catalogue has no other films.")
    else:
        st.write(
            f"The filter “{FILTER_LABELS[worst]}” alone excludes {removed[worst]:,} of "
            f"{number_of(total, 'film')}."
        )
    with st.container(horizontal=True):
        if worst is not None:
            st.button(
                f"Remove the filter “{FILTER_LABELS[worst]}”",
                key="remove-filter",
                on_click=remove,
                args=(store, worst),
                type="primary",
            )
        st.button("Remove them all", key="remove-all-filters", on_click=reset, args=(store,))


def _passing(store: Store, filters: MovieFilters) -> str:
    films = store.movies.filter_options.films
    if not filters:
        return f"No filters: all {number_of(films, 'film')}"
    try:
        return f"{store.movies.count(filters):,} of {number_of(films, 'film')} pass the filters"
    except NothingPasses:
        return f"0 of {number_of(films, 'film')} pass the filters"
    except InvalidArgument as error:
        return str(error)
