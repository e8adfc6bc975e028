"""Which film is it that I have in mind, or am in the mood for?"""

from __future__ import annotations

import polars as pl
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
from recsys.movies import MovieFilters


def page(store: Store) -> None:
    """One box, three examples, and the films whose stories come nearest."""
    address.keep("discover")
    st.title("Which film fits this description?", anchor=False)
    demo_notice(store)
    asked()


@st.fragment
def asked() -> None:
    """The box, the filters and what they find: what is moved draws these anew, and nothing else."""
    with leased() as store:
        with st.sidebar:
            filters = film_filters.draw(store)
            count = st.slider("Films shown", 5, 100, 10, step=5, key="k", bind="query-params")
            filters = your_list.draw(store).narrow(filters)
        if store.movies.has_texts:
            described(store, filters, count)
        else:
            no_texts()


def described(store: Store, filters: MovieFilters, count: int) -> None:
    """The box, and the films that fit what stands in it."""
    sentence = st.text_area(
        "Describe a film",
        key="q",
        bind="query-params",
        height=96,
        placeholder="what happens in it, to whom, where, in what mood",
        help="In a sentence or two. Films are compared by their plots, not by titles or names.",
    )
    st.button("Find films", type="primary")
    if not (sentence or "").strip():
        examples()
        return
    answer(store, str(sentence), filters, count)


def examples() -> None:
    """Sentences to begin with."""
    st.caption("For example")
    for number, example in enumerate(SENTENCES):
        st.button(example, key=f"example-{number}", on_click=_ask, args=(example,))


def answer(store: Store, sentence: str, filters: MovieFilters, count: int) -> None:
    """The films nearest to the sentence, or why there are none."""
    try:
        frame = _searched(store, sentence, filters, count)
    except NothingPasses as error:
        film_filters.nothing_passes(store, error)
    except ModelUnavailable as error:
        st.warning(
            "A sentence is compared by the text model this catalogue was built with, and it can't "
            f"be loaded here. {plain(str(error))}"
        )
    except NoText as error:
        st.info(plain(str(error)))
        st.button("Take all filters off", key="drop-all", on_click=film_filters.reset,
                  args=(store,))  # fmt: skip
    except InvalidArgument as error:
        st.warning(plain(str(error)))
    else:
        film_results.draw(frame, _go_on, "filmkin-discover", {})
        st.subheader("Where they lie", anchor=False)
        film_figures.draw(frame, [])


def no_texts() -> None:
    """A catalogue of IMDb's files alone has nothing to compare a sentence with."""
    st.info(
        "This catalogue holds no overviews, so no description can be compared with them. A build "
        "with `--overviews FILE` has them; films can still be found by those that are like them."
    )
    st.page_link(routing.MOVIES, label="Films like a film")
    st.page_link(routing.YOUR_DATA, label="Use your own data")


def _searched(store: Store, sentence: str, filters: MovieFilters, count: int) -> pl.DataFrame:
    if store.movies.model_loaded:
        return store.movies.search_text(sentence, count, filters)
    with st.spinner("Loading the text model, once: about ten seconds. Then answers are instant."):
        return store.movies.search_text(sentence, count, filters)


def _ask(sentence: str) -> None:
    st.session_state["q"] = sentence


def _go_on(film: dict) -> None:
    """The link of a result."""
    st.page_link(routing.MOVIES, label="More like this", query_params={SEEDS.parameter: film["id"]})


with leased() as opened:
    page(opened)
