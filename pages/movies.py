"""The Movies page: films similar to one film, to several or to those on a reader's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import example_films
from pages.parts.common.links import person_link
from pages.parts.common.text import join_words, number_of, plain, titled
from pages.parts.films import figures as film_figures
from pages.parts.films import filters as film_filters
from pages.parts.films import results as film_results
from pages.parts.films import weights as film_weights
from pages.parts.films.search import SEEDS, chips, film_search
from pages.parts.lists import your_list
from recsys.catalog import Store
from recsys.errors import (
    InvalidArgument,
    NoText,
    NothingLiked,
    NothingPasses,
    RecsysError,
    UnknownId,
)
from recsys.movies import FRANCHISE_GROUPINGS, FranchiseGrouping, MovieFilters, RankingWeights
from recsys.movies.cost import turn_by_cost
from recsys.movies.explain import is_unlike

FRANCHISE_LABELS: dict[FranchiseGrouping, str] = {
    "group": "one row per series",
    "keep": "one row per film",
    "hide": "leave out the series of the chosen films",
}


@dataclass(frozen=True)
class FilmSettings:
    """The values of the controls, as `Movies.similar` takes them."""

    filters: MovieFilters
    weights: RankingWeights
    diversity: float
    count: int
    franchises: FranchiseGrouping


def page() -> None:
    """Show search, films and filters in the sidebar, results and figures beside them."""
    with st.sidebar:
        film_search(SEEDS.add)
    controls_and_results()


@st.fragment
def controls_and_results() -> None:
    """Show the controls and the results; moving a control reruns this fragment only."""
    address.keep("movies", SEEDS.parameter)
    with leased() as store:
        try:
            films = store.movies.films(SEEDS.ids()).to_dicts()
            unknown = None
        except UnknownId as error:
            films, unknown = [], error
        with st.sidebar:
            chips(films)
            filters = film_filters.show_filters(store)
            weights, diversity, count, franchises = ranking(store)
            lists = your_list.show_your_list(store)
        settings = FilmSettings(lists.narrow(filters), weights, diversity, count, franchises)
        results(store, films, unknown, lists, settings)


def results(
    store: Store,
    films: list[dict[str, Any]],
    unknown: UnknownId | None,
    lists: your_list.ActiveLists,
    settings: FilmSettings,
) -> None:
    """Show results for the chosen films or for the reader's list; else a welcome."""
    if unknown is not None:
        unknown_film(store, unknown)
    elif films:
        st.title(plain(f"Which films are like {_listed(films)}?"), anchor=False)
        similar_films(store, films, settings)
    elif lists.has_profile:
        similar_to_list(store, lists, settings)
    else:
        welcome(store)


def ranking(store: Store) -> tuple[RankingWeights, float, int, FranchiseGrouping]:
    """Show the ranking controls; return weights, diversity, count and franchise grouping."""
    weights = film_weights.show_weights(store.movies.has_texts)
    diversity = st.slider(
        "Diversity",
        0.0,
        1.0,
        step=0.05,
        key="diversity",
        bind="query-params",
        help="0 ranks by score alone; higher values spread out similar films.",
    )
    count = st.slider("Films shown", 5, 100, 10, step=5, key="k", bind="query-params")
    franchises = st.selectbox(
        "Films in a series",
        FRANCHISE_GROUPINGS,
        format_func=FRANCHISE_LABELS.__getitem__,
        key="franchises",
        bind="query-params",
        help="Sequels, remakes and films of the same universe, recognised by title and people.",
    )
    return weights, diversity, count, franchises


def welcome(store: Store) -> None:
    """Explain the page and offer examples."""
    st.title("Which films are like this one?", anchor=False)
    st.write(
        "Choose one or more films. Filmkin finds the most similar ones and says why: story, "
        "people, genre and era."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Show buttons for well-known films of this catalogue."""
    st.caption("For example")
    with st.container(horizontal=True):
        for film in example_films(store):
            st.button(
                plain(titled(film)),
                key=f"example-{film['id']}",
                on_click=SEEDS.replace,
                args=(film["id"],),
            )


def unknown_film(store: Store, error: UnknownId) -> None:
    """Say which film of the address is not in this catalogue."""
    st.header("Film not found", anchor=False)
    st.write(plain(f"This catalogue has no film {error.text[:80]}."))
    if len(SEEDS.ids()) > 1:
        st.button("Continue without it", on_click=SEEDS.remove, args=(error.text,), type="primary")
    examples(store)


def similar_to_list(store: Store, lists: your_list.ActiveLists, settings: FilmSettings) -> None:
    """Show the films most similar to those the reader liked."""
    st.title("Which films are like those you liked?", anchor=False)
    try:
        best = lists.liked()
    except NothingLiked as error:
        your_list.no_liked_films(error)
        return
    disliked = number_of(len(best.disliked), "film")
    against = f" The {disliked} you rated lowest count against." if best.disliked else ""
    selection = f", the best rated of {best.total:,}" if best.total > len(best.ids) else ""
    st.caption(
        f"Based on {number_of(len(best.ids), 'film')} of your list{selection}. Films you rated "
        f"higher count more; films on the list are left out.{against} Choose a film to search by "
        "it instead."
    )
    films = store.movies.films(best.ids).to_dicts()
    similar_films(store, films, settings, best.weights, best.disliked)


def similar_films(
    store: Store,
    films: list[dict[str, Any]],
    settings: FilmSettings,
    seed_weights: Sequence[float] | None = None,
    disliked: Sequence[str] = (),
) -> None:
    """Show the films most similar to these, or why there are none.

    `seed_weights` is how much each film of the reader's list counts; None for chosen films.
    """
    demo_notice(store)
    ids = [film["id"] for film in films]
    try:
        with turn_by_cost(len(ids), settings.count, settings.diversity):
            frame = store.movies.similar(
                ids,
                settings.count,
                settings.filters,
                settings.weights,
                settings.diversity,
                seed_weights=seed_weights,
                franchises=settings.franchises,
                disliked=disliked,
            )
    except NothingPasses as error:
        film_filters.nothing_passes(store, error)
        return
    except NoText as error:
        st.info(plain(str(error)))
        st.button("Rank by everything", on_click=film_weights.rank_by_everything, type="primary")
        return
    except (InvalidArgument, RecsysError) as error:
        st.warning(plain(str(error)))
        return
    if seed_weights is None:
        _about_seeds(films, settings.weights)
    if all(map(is_unlike, frame["reason"])):
        st.info(
            "Nothing in this catalogue is much like "
            f"{'that' if len(films) > 1 else plain(titled(films[0]))}. The nearest films follow."
        )
    titles = {film["id"]: titled(film) for film in films}
    name = f"filmkin-like-{ids[0] if seed_weights is None else 'your-list'}"
    actions = _actions if seed_weights is None else _search_button
    film_results.show_results(frame, actions, name, titles)
    st.subheader("Side by side", anchor=False)
    # Of a long list the map shows only films that are nearest to a result; all would crowd it.
    seeds = ids if seed_weights is None else frame["seed"].unique().to_list()
    film_figures.show_result_figures(frame, seeds)


def _about_seeds(films: list[dict[str, Any]], weights: RankingWeights) -> None:
    """Note missing overviews that affect the ranking; link to the directors."""
    without = [titled(film) for film in films if not (film["overview"] or "").strip()]
    if without and not weights.is_text_only:
        st.caption(
            plain(
                f"{', '.join(without)}: no overview, so similarity rests on people, genre and year"
            )
        )
    directors = {
        person: name
        for film in films
        for person, name in zip(film["director_ids"], film["director"], strict=True)
    }
    if directors:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Directed by", width="content")
            for person, name in list(directors.items())[:6]:
                person_link(person, name)


def _search_button(film: dict[str, Any]) -> None:
    """Show the button that searches by this result alone."""
    st.button(
        "More like this", key=f"more-{film['id']}", on_click=SEEDS.replace, args=(film["id"],)
    )


def _actions(film: dict[str, Any]) -> None:
    """Show the buttons of a result."""
    _search_button(film)
    st.button(
        "Add",
        key=f"add-{film['id']}",
        on_click=SEEDS.add,
        args=(film["id"],),
        help="Find films similar to this one and those already chosen",
    )


def _listed(films: list[dict[str, Any]]) -> str:
    """Join titles as in a sentence, at most three of them."""
    titles = [film["title"] for film in films]
    if len(films) > 3:
        titles[3:] = [number_of(len(films) - 3, "other")]
    return join_words(titles)


page()
