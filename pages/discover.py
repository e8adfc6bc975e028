"""The Discover page: films whose plots match a description."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.parts.common import address, routing
from pages.parts.common.catalogue import demo_notice, leased
from pages.parts.common.examples import SENTENCES
from pages.parts.common.text import plain
from pages.parts.films import figures as film_figures
from pages.parts.films import filters as film_filters
from pages.parts.films import results as film_results
from pages.parts.films.search import SEEDS
from pages.parts.lists import your_list
from recsys.catalog import Store
from recsys.errors import InvalidArgument, ModelUnavailable, NoText, NothingPasses
from recsys.movies import Discovery, MovieFilters, SentenceFacts


def page(store: Store) -> None:
    """Show the description box, three examples and the best matches."""
    address.keep("discover")
    st.title("Which film fits this description?", anchor=False)
    demo_notice(store)
    controls_and_results()


@st.fragment
def controls_and_results() -> None:
    """Show the controls and the results; moving a control reruns this fragment only."""
    with leased() as store:
        with st.sidebar:
            filters = film_filters.show_filters(store)
            count = st.slider("Films shown", 5, 100, 10, step=5, key="k", bind="query-params")
            filters = your_list.show_your_list(store).narrow(filters)
        if store.movies.has_texts:
            search(store, filters, count)
        else:
            no_texts()


def search(store: Store, filters: MovieFilters, count: int) -> None:
    """Show the description box and the films that match it."""
    sentence = st.text_area(
        "Describe a film",
        key="q",
        bind="query-params",
        height=96,
        placeholder="what happens, to whom, where, in what mood",
        help="One or two sentences. Plots are compared, not titles or names; genres, origin and "
        "years count as well.",
    )
    st.button("Find films", type="primary")
    if not (sentence or "").strip():
        examples()
        return
    results(store, str(sentence), filters, count)


def examples() -> None:
    """Show buttons for example descriptions."""
    st.caption("For example")
    for number, example in enumerate(SENTENCES):
        st.button(example, key=f"example-{number}", on_click=_describe, args=(example,))


def results(store: Store, sentence: str, filters: MovieFilters, count: int) -> None:
    """Show the films nearest to the sentence, or why there are none."""
    try:
        found = _discover(store, sentence, filters, count)
    except NothingPasses as error:
        film_filters.nothing_passes(store, error)
    except ModelUnavailable as error:
        st.warning(
            "The search needs the text model this catalogue was built with, and it can't be "
            f"loaded here. {plain(str(error))}"
        )
    except NoText as error:
        st.info(plain(str(error)))
        st.button("Remove all filters", key="remove-all-filters", on_click=film_filters.reset,
                  args=(store,))  # fmt: skip
    except InvalidArgument as error:
        st.warning(plain(str(error)))
    else:
        _show_facts(found.facts)
        if found.note:
            st.info(plain(found.note))
        film_results.show_results(found.films, _similar_link, "filmkin-discover", {})
        st.subheader("Side by side", anchor=False)
        film_figures.show_result_figures(found.films, [])


def no_texts() -> None:
    """Explain that a catalogue without overviews can't be searched by description."""
    st.info(
        "This catalogue has no overviews to compare a description with. Build it with "
        "`--overviews FILE` to add them. You can still search by a similar film."
    )
    st.page_link(routing.MOVIES, label="Find similar films")
    st.page_link(routing.YOUR_DATA, label="Use your own data")


def _discover(store: Store, sentence: str, filters: MovieFilters, count: int) -> Discovery:
    if store.movies.model_loaded:
        return store.movies.discover(sentence, count, filters)
    with st.spinner("Loading the text model: about ten seconds, once"):
        return store.movies.discover(sentence, count, filters)


def _show_facts(facts: SentenceFacts) -> None:
    """Show what was read in the sentence besides the story; it raises films, but excludes none."""
    if not facts:
        return
    badges = " ".join(f":orange-badge[{plain(word)}]" for word in facts.in_words())
    st.markdown(
        f"Read in your description: {badges}",
        help="Films that fit these come first; others are not left out.",
    )


def _describe(sentence: str) -> None:
    st.session_state["q"] = sentence


def _similar_link(film: dict[str, Any]) -> None:
    """Show the link of a result."""
    st.page_link(routing.MOVIES, label="More like this", query_params={SEEDS.parameter: film["id"]})


with leased() as opened:
    page(opened)
