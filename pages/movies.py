"""Which films are like this one, or like these?"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from pages.parts import address, film_figures, film_filters, film_results, film_weights
from pages.parts.catalogue import demo_notice, leased
from pages.parts.film_search import SEEDS, chips, film_search, titled
from pages.parts.text import listed, number_of, plain
from recsys.errors import (
    Ambiguous,
    InvalidArgument,
    NoText,
    NothingPasses,
    RecsysError,
    UnknownId,
)
from recsys.movies import FOLDINGS, Folding, MovieFilters, RankingWeights
from recsys.store import Store

EXAMPLES = ("In the Mood for Love", "Now You See Me", "Seven Samurai", "Alien", "Solaris 1972")
FOLDING_WORDS: dict[Folding, str] = {
    "group": "one row for all",
    "keep": "a row each",
    "hide": "without the series asked about",
}


def page(store: Store) -> None:
    """The whole page: films and filters in the sidebar, answer and figures in the middle."""
    address.keep("movies", SEEDS.parameter)
    chosen = SEEDS.ids()
    try:
        films = store.movies.films(chosen).to_dicts()
        unknown = None
    except UnknownId as error:
        films, unknown = [], error
    with st.sidebar:
        film_search(store, SEEDS.add)
        chips(films)
        filters = film_filters.draw(store)
        weights, diversity, count, franchises = ranking(store)
    if unknown is not None:
        unknown_film(store, unknown)
    elif not films:
        welcome(store)
    else:
        answer(store, films, filters, weights, diversity, count, franchises)


def ranking(store: Store) -> tuple[RankingWeights, float, int, Folding]:
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
        FOLDINGS,
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
        "Choose a film, or several, and Cinegraph names those most like them, with the reason: "
        "the story, the people who made them, genre and era."
    )
    examples(store)
    demo_notice(store)


def examples(store: Store) -> None:
    """Films to begin with, as far as this catalogue has them; else its best known."""
    found = {}
    for title in EXAMPLES:
        with suppress(UnknownId, Ambiguous):
            film = store.titles.resolve(title)
            found[film] = store.movies.films([film]).row(0, named=True)
    if not found:
        return
    st.caption("For example")
    with st.container(horizontal=True):
        for film, facts in found.items():
            st.button(
                plain(titled(facts)),
                key=f"example-{film}",
                on_click=SEEDS.replace,
                args=(film,),
            )


def unknown_film(store: Store, error: UnknownId) -> None:
    """An address of another catalogue, perhaps: say which film is not here."""
    st.header("No such film here", anchor=False)
    st.write(plain(f"This catalogue has no film {error.text[:80]}."))
    if len(SEEDS.ids()) > 1:
        st.button("Go on without it", on_click=SEEDS.remove, args=(error.text,), type="primary")
    examples(store)


def answer(
    store: Store,
    films: list[dict],
    filters: MovieFilters,
    weights: RankingWeights,
    diversity: float,
    count: int,
    franchises: Folding,
) -> None:
    """The films most like the chosen ones, or why there are none."""
    st.title(plain(f"Which films are like {_listed(films)}?"), anchor=False)
    demo_notice(store)
    ids = [film["id"] for film in films]
    try:
        frame = store.movies.similar(ids, count, filters, weights, diversity, franchises=franchises)
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
    _about(films, weights)
    titles = {film["id"]: titled(film) for film in films}
    film_results.draw(frame, _go_on, f"cinegraph-like-{ids[0]}.csv", titles)
    st.subheader("Where they lie", anchor=False)
    film_figures.draw(store, frame, ids)


def _about(films: list[dict], weights: RankingWeights) -> None:
    """What the seeds lack, where that changes the answer; directors to go to."""
    without = [titled(film) for film in films if not (film["overview"] or "").strip()]
    if without and not weights.is_text_only:
        st.caption(
            plain(f"{', '.join(without)}: no overview, so likeness rests on people, genre and year")
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
                st.page_link(
                    "pages/directors.py", label=plain(name), query_params={"director": person}
                )


def _go_on(film: dict) -> None:
    """The buttons of a result."""
    st.button(
        "More like this", key=f"more-{film['id']}", on_click=SEEDS.replace, args=(film["id"],)
    )
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


with leased() as opened:
    page(opened)
