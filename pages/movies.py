"""Which films are like this one, or like these?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts.common import address
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import known_films
from pages.parts.common.links import person_link
from pages.parts.common.text import listed, number_of, plain, titled
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

FOLDING_WORDS: dict[FranchiseGrouping, str] = {
    "group": "one row for all",
    "keep": "a row each",
    "hide": "without the series asked about",
}


@dataclass(frozen=True)
class Settings:
    """What the controls say, in the terms of `Movies.similar`."""

    filters: MovieFilters
    weights: RankingWeights
    diversity: float
    count: int
    franchises: FranchiseGrouping


def page() -> None:
    """The whole page: search, films and filters in the sidebar, answer and figures beside it."""
    with st.sidebar:
        film_search(SEEDS.add)
    asked()


@st.fragment
def asked() -> None:
    """Films, filters and what they ask for: what is moved draws these anew, and nothing else."""
    address.keep("movies", SEEDS.parameter)
    with leased() as store:
        try:
            films = store.movies.films(SEEDS.ids()).to_dicts()
            unknown = None
        except UnknownId as error:
            films, unknown = [], error
        with st.sidebar:
            chips(films)
            filters = film_filters.draw(store)
            weights, diversity, count, franchises = ranking(store)
            lists = your_list.draw(store)
        settings = Settings(lists.narrow(filters), weights, diversity, count, franchises)
        answers(store, films, unknown, lists, settings)


def answers(
    store: Store,
    films: list[dict],
    unknown: UnknownId | None,
    lists: your_list.Lists,
    settings: Settings,
) -> None:
    """For the films asked about, for a reader's list, or where to start."""
    if unknown is not None:
        unknown_film(store, unknown)
    elif films:
        st.title(plain(f"Which films are like {_listed(films)}?"), anchor=False)
        answer(store, films, settings)
    elif lists.has_taste:
        answer_list(store, lists, settings)
    else:
        welcome(store)


def ranking(store: Store) -> tuple[RankingWeights, float, int, FranchiseGrouping]:
    """What counts, how far to spread the results, how many to show, and series of films."""
    weights = film_weights.draw(store.movies.has_texts)
    diversity = st.slider(
        "Diversity",
        0.0,
        1.0,
        step=0.05,
        key="diversity",
        bind="query-params",
        help="0 ranks by score alone; higher keeps films apart that are like one another.",
    )
    count = st.slider("Films shown", 5, 100, 10, step=5, key="k", bind="query-params")
    franchises = st.selectbox(
        "Films of one series",
        FRANCHISE_GROUPINGS,
        format_func=FOLDING_WORDS.__getitem__,
        key="franchises",
        bind="query-params",
        help="Sequels, remakes and films of the same universe, recognised by title and people.",
    )
    return weights, diversity, count, franchises


def welcome(store: Store) -> None:
    """What the page answers, and somewhere to start."""
    st.title("Which films are like this one?", anchor=False)
    st.write(
        "Choose a film, or several, and Filmkin names those most like them, with the reason: "
        "the story, the people who made them, genre and era."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Films to begin with, as far as this catalogue has them; else its best known."""
    st.caption("For example")
    with st.container(horizontal=True):
        for film in known_films(store):
            st.button(
                plain(titled(film)),
                key=f"example-{film['id']}",
                on_click=SEEDS.replace,
                args=(film["id"],),
            )


def unknown_film(store: Store, error: UnknownId) -> None:
    """An address of another catalogue, perhaps: say which film is not here."""
    st.header("No such film here", anchor=False)
    st.write(plain(f"This catalogue has no film {error.text[:80]}."))
    if len(SEEDS.ids()) > 1:
        st.button("Go on without it", on_click=SEEDS.remove, args=(error.text,), type="primary")
    examples(store)


def answer_list(store: Store, lists: your_list.Lists, settings: Settings) -> None:
    """The films most like those that the reader's list says they liked."""
    st.title("Which films are like those you liked?", anchor=False)
    try:
        best = lists.liked()
    except NothingLiked as error:
        your_list.no_taste(error)
        return
    of = f", the best rated of {best.found:,}" if best.found > len(best.ids) else ""
    st.caption(
        f"By {number_of(len(best.ids), 'film')} of your list{of}; those you rated higher count "
        "more, and what is on it is left out. Choose a film to ask about that one instead."
    )
    answer(store, store.movies.films(best.ids).to_dicts(), settings, best.weights)


def answer(
    store: Store, films: list[dict], settings: Settings, shares: Sequence[float] | None = None
) -> None:
    """The films most like these, or why there are none; `shares` says how much each counts."""
    demo_notice(store)
    ids = [film["id"] for film in films]
    try:
        frame = store.movies.similar(
            ids,
            settings.count,
            settings.filters,
            settings.weights,
            settings.diversity,
            seed_weights=shares,
            franchises=settings.franchises,
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
    if shares is None:
        _about(films, settings.weights)
    titles = {film["id"]: titled(film) for film in films}
    name = f"filmkin-like-{ids[0] if shares is None else 'your-list'}"
    film_results.draw(frame, _go_on if shares is None else _more, name, titles)
    st.subheader("Where they lie", anchor=False)
    # Of a whole list just those that something is nearest to, or the map would show little else.
    film_figures.draw(frame, ids if shares is None else frame["seed"].unique().to_list())


def _about(films: list[dict], weights: RankingWeights) -> None:
    """What the seeds lack, where that changes the answer; directors to go to."""
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


def _more(film: dict) -> None:
    """The button that asks about a result alone."""
    st.button(
        "More like this", key=f"more-{film['id']}", on_click=SEEDS.replace, args=(film["id"],)
    )


def _go_on(film: dict) -> None:
    """The buttons of a result."""
    _more(film)
    st.button(
        "Add",
        key=f"add-{film['id']}",
        on_click=SEEDS.add,
        args=(film["id"],),
        help="Ask for films like this one and those already chosen",
    )


def _listed(films: list[dict]) -> str:
    """Titles joined as in a sentence; of many the first three."""
    titles = [film["title"] for film in films]
    if len(films) > 3:
        titles[3:] = [number_of(len(films) - 3, "other")]
    return listed(titles)


page()
